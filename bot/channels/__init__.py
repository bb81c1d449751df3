"""Where people write to us. Each channel is a folder: with it and its line in credentials.yml it is gone."""

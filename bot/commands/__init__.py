"""The groups of the `bot` command, one module each; bot.cli loads a group when it is called."""

"""How good and how fast we are, and Rasa's default pipeline beside us: `make bench`."""

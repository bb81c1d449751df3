"""The channel `telegram`: a bot of the Bot API, by webhook or by long polling."""

"""The chat page at / and the channel behind it."""

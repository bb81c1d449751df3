"""Whole assistants under load, through the web channel: inbox, turn, action, database, outbox."""

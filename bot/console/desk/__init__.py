"""The officer's desk: who waits, the conversation with him, canned answers, call-backs, what has ended."""

"""Rasa's server as we run it: Rasa's own command, without the work that this assistant has no use for.

Each module replaces one thing in the running process, never in Rasa's files, and says what it relies on;
tests/serving fails when a later Rasa is built differently. `rasa run` itself goes on without any of it.
"""

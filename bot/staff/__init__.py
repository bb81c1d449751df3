"""The staff: accounts and roles, passwords, signing in, and what is kept of it."""

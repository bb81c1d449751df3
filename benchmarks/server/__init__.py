"""Both assistants as servers: how soon they answer, how fast, and how much memory they take."""

"""How soon a webhook is answered while the model is busy: a service that waits too long delivers again."""

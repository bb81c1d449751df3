"""A Zalo Official Account: webhook, consulting messages of the OpenAPI v3.0, rotating tokens."""

"""The Zalo Bot Platform: one token, long polling or a webhook, no buttons."""

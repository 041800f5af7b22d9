"""`check`: a fleet looked at as senders see it."""

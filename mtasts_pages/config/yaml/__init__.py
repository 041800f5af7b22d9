"""A YAML 1.2 reader that knows the place of every value, and nothing of MTA-STS."""

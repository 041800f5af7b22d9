"""Git repositories on this machine and at GitHub."""

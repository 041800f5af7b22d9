"""The life of a policy: what was announced, what is due now, and what would happen if."""

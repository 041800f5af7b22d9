"""The DNS: questions to it, and updates of it."""

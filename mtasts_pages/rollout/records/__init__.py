"""The DNS records: printed with their states, or sent to a name server."""

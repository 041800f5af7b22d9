"""TLS reports (RFC 8460): gathered from their sources, summed up, and judged."""

"""Taking over what a domain has already."""

"""Looking at domains: one, or many at a time."""

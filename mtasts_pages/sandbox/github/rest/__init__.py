"""The REST endpoints, a module for each of their subjects."""

"""Checks of a fleet are made in the scene of the tests of checks."""

from checks.conftest import authority, scene

__all__ = ["authority", "scene"]

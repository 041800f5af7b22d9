"""What the tests of reports share: the world in which `check` looks at a domain."""

from checks.conftest import authority, scene

__all__ = ["authority", "scene"]

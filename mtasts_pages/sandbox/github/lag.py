"""How long GitHub takes for what it does by itself, in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lag:
    """The waits of GitHub Pages, short enough for a sandbox; 0 makes one vanish."""

    pages_build: float = 0.5  # from a push, or Pages being enabled, to the deployment
    certificate: float = 2.0  # from the first right DNS answer to `approved`
    cdn: float = 1.0  # for so long some answers still carry replaced bytes
    dns_recheck: float = 1.0  # between two looks at the custom domain's CNAME record

"""How GitHub's memory gets onto the disk: whole documents, in one step."""

from __future__ import annotations

import json
from pathlib import Path


def write_json(path: Path, document: object) -> None:
    """Make *path* hold *document*; a sandbox that is killed leaves the old one or the new one."""
    scratch = path.with_suffix(".new")
    scratch.write_text(json.dumps(document), encoding="utf-8")
    scratch.replace(path)

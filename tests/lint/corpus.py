"""The policy repositories that 62 owners really published, written out as folders."""

import json
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parents[3] / "shared/corpus/policies.jsonl"


def read_corpus() -> list[dict[str, Any]]:
    if not CORPUS.exists():
        pytest.skip("the corpus is not here")
    return [json.loads(line) for line in CORPUS.read_text().splitlines()]


def write_repository(entry: dict[str, Any], folder: Path) -> Path:
    """Write *entry* below *folder*; files whose text is not known stay empty."""
    root = folder / entry["repo"].replace("/", "-", 1) / entry["repo"].rpartition("/")[2]
    for name in entry["files"] or ():
        if name != "CNAME":
            write(root / name, b"")
    if entry["cname"] is not None:
        write(root / "CNAME", entry["cname"].encode())
    write(root / entry["path"], entry["policy"].encode())
    return root


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)

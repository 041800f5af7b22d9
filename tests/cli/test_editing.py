"""The edit of many entries: what has to be changed by hand keeps nothing else from changing."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.editing import make_edit
from mtasts_pages.config.edit import Change
from mtasts_pages.standards.mtasts import Mode

NUMBER = 9
SHARED = frozenset({0, 3, 4, 8})
"""Entries that others share by an anchor, so that no edit changes one alone."""


@pytest.mark.parametrize("write", [True, False])
def test_each_entry_that_cannot_be_edited_is_refused_and_the_others_change(
    tmp_path: Path, *, write: bool
) -> None:
    path = tmp_path / "mta-sts.yaml"
    lines = ["github: {owner: acme}", "domains:"]
    lines += [
        f"  d{each}.example.com:{f' &a{each}' if each in SHARED else ''}\n    mx: [mx.example.com]"
        for each in range(NUMBER)
    ]
    lines += [f"  e{each}.example.com: *a{each}" for each in sorted(SHARED)]
    before = "\n".join(lines) + "\n"
    path.write_text(before, encoding="utf-8")
    changes = {f"d{each}.example.com": Change(mode=Mode.ENFORCE) for each in range(NUMBER)}
    edit, refused = make_edit(Console(), path, changes, write=write)
    assert edit is not None
    assert edit.domains == tuple(
        f"d{each}.example.com" for each in range(NUMBER) if each not in SHARED
    )
    said = [error.message for error in refused]
    assert len(said) == len(SHARED)
    for each, message in zip(sorted(SHARED), said, strict=True):
        assert f"d{each}.example.com" in message
    assert path.read_bytes() == (edit.after if write else before.encode())


def test_where_no_entry_can_be_edited_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "mta-sts.yaml"
    entries = "  a.example: &a\n    mx: [mx.a.example]\n  b.example: *a\n"
    text = f"github: {{owner: acme}}\ndomains:\n{entries}"
    path.write_text(text, encoding="utf-8")
    edit, refused = make_edit(Console(), path, {"a.example": Change(mode=Mode.ENFORCE)}, write=True)
    assert (edit, len(refused)) == (None, 1)
    assert path.read_text(encoding="utf-8") == text

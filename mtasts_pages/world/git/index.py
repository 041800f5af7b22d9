"""Git's index (gitformat-index(5)), through GitPython's reader and writer of it."""

from __future__ import annotations

import io

from git.index.fun import read_cache, write_cache
from git.index.typ import IndexEntry

from mtasts_pages.site import Site
from mtasts_pages.world.git.objects import FILE, hash_object

_NEVER = b"\0" * 8  # no times: git compares the bytes when it next looks


def update_index(index: bytes | None, site: Site) -> bytes:
    """Return *index* with the files of *site* in it, as after ``git add``.

    Args:
        index: The bytes of the index so far; ``None``: there is none.
        site: What the files hold.

    Raises:
        ValueError, AssertionError, struct.error: the index is damaged.

    """
    entries = {} if index is None else read_cache(io.BytesIO(index))[1]
    for path, data in site.items():
        blob = hash_object("blob", data)
        known = entries.get((path, 0))
        if known is not None and (known.mode, known.binsha) == (FILE, blob):
            continue
        entries[path, 0] = IndexEntry((FILE, blob, 0, path, _NEVER, _NEVER, 0, 0, 0, 0, len(data)))
    stream = io.BytesIO()
    # Without the extensions: they would go on to speak of the entries as they were.
    write_cache([entries[key] for key in sorted(entries)], stream)
    return stream.getvalue()

"""The files of one policy repository, and how two sets of them differ."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

POLICY_PATH = ".well-known/mta-sts.txt"
"""RFC 8461, 3.3: where senders look, below ``https://mta-sts.<policy domain>/``."""

CNAME = "CNAME"
"""GitHub Pages: the file that names a site's custom domain."""

NOJEKYLL = ".nojekyll"
"""GitHub Pages: without this file Jekyll drops ``.well-known``."""

Site = Mapping[str, bytes]
"""What a policy repository holds for us, by path."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that differs; ``None`` is a file that does not exist."""

    path: str
    before: bytes | None
    after: bytes | None


def blob_id(data: bytes) -> str:
    """Return the object id that git gives the file *data*.

    With it a published file is compared without being downloaded.

    >>> blob_id(b"")
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    digest = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def diff_site(published: Site, rendered: Site) -> tuple[FileChange, ...]:
    """Return the changes that turn *published* into *rendered*, by path.

    Applying them to *published* gives *rendered*, and ``diff_site(site, site)``
    is empty for every site: these two facts are the property tests.
    """
    return tuple(
        FileChange(path, published.get(path), rendered.get(path))
        for path in sorted(published.keys() | rendered.keys())
        if published.get(path) != rendered.get(path)
    )

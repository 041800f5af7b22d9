"""Which files of a folder are meant as its policy, by their names and by what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mtasts_pages.checks.lint.likeness import (
    POLICY_NAME,
    WELL_KNOWN,
    is_like,
    is_like_policy_name,
    is_like_well_known,
)
from mtasts_pages.checks.lint.markers import is_marker
from mtasts_pages.site import CNAME
from mtasts_pages.standards.names import is_domain
from mtasts_pages.state.folder import SeenFile, SeenFolder

DOCS: Final = "docs"
"""The one folder besides the root of a branch that Pages publishes as a site."""

BUILT_FROM: Final = frozenset(
    {DOCS, "public", "static", "site", "src", "www", "html", "dist", "build", "_site", "assets"}
)
"""Folders in which a repository may keep its site, or what its site is built from."""

INDEXES: Final = ("index.html", f"{DOCS}/index.html")
"""Pages that tell what a site is for; they may show a policy, and are none."""

CONFIGS: Final = ("_config.yml", "_config.yaml")
_WORKFLOW = re.compile(r"\.github/workflows/[^/]+\.ya?ml")
_PROSE = frozenset({"readme", "license", "licence", "changelog", "contributing", "security"})
# fmt: off
# Files of such kinds talk about policies, make them or show them.
_OTHER_KINDS = frozenset((
    "md", "markdown", "rst", "adoc", "py", "pyi", "js", "mjs", "ts", "tsx", "jsx", "json",
    "jsonc", "yml", "yaml", "toml", "css", "scss", "svg", "png", "jpg", "jpeg", "gif", "ico",
    "webp", "pdf", "zip", "gz", "sh", "bash", "ps1", "bat", "tf", "hcl", "go", "rs", "java",
    "rb", "php", "pl", "lua", "c", "h", "lock", "xml", "map", "woff", "woff2", "ttf", "j2",
    "jinja", "jinja2", "tmpl", "tpl", "template", "erb", "njk", "hbs", "mustache", "log", "csv",
    "sql", "zone", "db", "ipynb",
))
# fmt: on
_PAGES = frozenset({"html", "htm"})
_KEYS = re.compile(
    rb"^[^A-Za-z0-9\n]{0,20}(version|mode|max[_-]?age|mx)[\"'`]?\s*[:=]",
    re.IGNORECASE | re.MULTILINE,
)
# Bounded: two runs of white space side by side take quadratic time where nothing follows.
_VERSION = re.compile(rb"version[\"'`]?\s{0,20}[:=]?\s{0,20}[\"'`]?STSv1", re.IGNORECASE)
_FEW_KEYS = 2
_NO_DOMAINS = frozenset(("txt", "bak", "backup", "old", "orig", "copy", "disabled", "git", "d"))
"""Ends of the names of files and folders that are no domains."""


def may_matter(path: str) -> bool:
    """Return whether the bytes of the file *path* are needed for a judgement."""
    folders, _, name = path.rpartition("/")
    if _WORKFLOW.fullmatch(path) or name in CONFIGS or is_like(name, CNAME):
        return True
    if name == POLICY_NAME or is_marker(path) or path in INDEXES:
        return True
    stem, extension = name.partition(".")[0].casefold(), _extension(name)
    if stem in _PROSE or (extension in _OTHER_KINDS and not is_like_well_known(folders)):
        return False
    return extension not in _PAGES or is_like_policy_name(name.rpartition(".")[0])


def find_candidates(folder: SeenFolder) -> Iterator[str]:
    """Yield the paths of the files in *folder* that are meant as a policy, or as a copy of it."""
    for path, file in folder.files.items():
        *_, parent, name = ("", *path.split("/"))
        if is_like(name, CNAME) or name in CONFIGS or _WORKFLOW.fullmatch(path):
            continue
        if is_marker(path) or path in INDEXES:
            continue
        is_named = is_like_well_known(parent) and is_like_policy_name(name)
        if name == POLICY_NAME or is_named or looks_like_policy(file):
            yield path


def looks_like_policy(file: SeenFile) -> bool:
    r"""Return whether *file* holds a policy, however badly written.

    >>> looks_like_policy(SeenFile(b"Version = STSv1\nmode = testing\n"))
    True
    >>> looks_like_policy(SeenFile(b"v=STSv1; id=20261123\n"))
    False
    """
    text = file.data.replace(b"\0", b"").replace(b"\r", b"\n")  # UTF-16, too
    if _VERSION.search(text):
        return True
    keys = {match[1].lower() for match in _KEYS.finditer(text)}
    return len(keys) > _FEW_KEYS


def split_path(path: str) -> tuple[tuple[str, ...], str, tuple[str, ...], str]:
    """Return *path* as what precedes ``.well-known``, that folder, those in it, and the name.

    The folder is empty when there is none that is meant as ``.well-known``.

    >>> split_path("docs/.well_known/mta-sts.txt")
    (('docs',), '.well_known', (), 'mta-sts.txt')
    >>> split_path("policies/mta-sts.txt")
    (('policies',), '', (), 'mta-sts.txt')
    """
    *folders, name = path.split("/")
    for at in range(len(folders) - 1, -1, -1):
        if is_like_well_known(folders[at]):
            return tuple(folders[:at]), folders[at], tuple(folders[at + 1 :]), name
    return tuple(folders), "", (), name


def find_root(path: str) -> str:
    """Return the root of the site to which the policy at *path* belongs: "" or ``docs``."""
    return DOCS if path.startswith(f"{DOCS}/") else ""


def find_domain(path: str) -> str | None:
    """Return the policy domain that a folder or the file of *path* is named after, if one is.

    >>> find_domain(".well-known/example.net/mta-sts.txt")
    'example.net'
    >>> find_domain("policies/mta-sts.example.net.txt")
    'example.net'
    >>> find_domain(".well-known/mta-sts.txt.txt")
    """
    *folders, name = path.casefold().split("/")
    for part in (name.removesuffix(".txt"), *reversed(folders)):
        domain = part.removeprefix("mta-sts.")
        if is_domain(domain) and domain.rpartition(".")[2] not in _NO_DOMAINS:
            return domain
    return None


def join(*parts: str) -> str:
    """Return the path of *parts*, empty ones left out."""
    return "/".join(part for part in parts if part)


def is_right_path(path: str) -> bool:
    """Return whether senders find what lies at *path* of a branch, as Pages publishes it."""
    return path in (join(WELL_KNOWN, POLICY_NAME), join(DOCS, WELL_KNOWN, POLICY_NAME))


def _extension(name: str) -> str:
    return name.rpartition(".")[2].strip().casefold() if "." in name.strip(".") else ""

"""Static pages: each loads nothing, and every value goes through Jinja's escaping.

Its style and its script are in it, and its content security policy allows exactly these by their
digests.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from mtasts_pages.cli.views.marked_names import mark_names

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Inline:
    """A style or a script within a page."""

    text: Markup
    digest: str
    """The source expression that allows it (CSP Level 3, 6.7.3.3)."""


def load_page(name: str) -> jinja2.Template:
    """Return the template of a page, which marks names by the filter ``names``."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"names": mark_names, "sentence": _begin_sentence}
    return environment.get_template(name)


def read_inline(name: str) -> Inline:
    """Return the style or the script *name* as it stays in the page."""
    text = (_FOLDER / name).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    # Our own file, and no value in it: it must stay as it was digested.
    return Inline(Markup(text), f"sha256-{digest}")  # noqa: S704 - as above


def _begin_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

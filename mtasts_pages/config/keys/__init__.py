"""The keys of the config: what each means, what it takes, what people paste by mistake.

``model`` and ``schema`` need pydantic; the readers here do not.
"""

from __future__ import annotations

from mtasts_pages.config.keys.fields import fill_rua, guess_mode, read_rua
from mtasts_pages.config.keys.github import OWNER_PATTERN, fill_repository, read_owner
from mtasts_pages.config.keys.names import read_domain, read_mx_text
from mtasts_pages.config.keys.sources import ImapFolder, parse_source
from mtasts_pages.config.keys.value import DOMAIN_FIELD

__all__ = [
    "DOMAIN_FIELD",
    "OWNER_PATTERN",
    "ImapFolder",
    "fill_repository",
    "fill_rua",
    "guess_mode",
    "parse_source",
    "read_domain",
    "read_mx_text",
    "read_owner",
    "read_rua",
]

"""A domain's site: its templates, its rendering, its policy id.

Pure but for the reading of templates: equal configs give equal bytes.
"""

from mtasts_pages.site.files import CNAME, POLICY_PATH, FileChange, Site, blob_id, diff_site
from mtasts_pages.site.ledger import (
    REBUILD_SUBJECT,
    Commit,
    LedgerEntry,
    compose_commit,
    format_message,
    parse_message,
)
from mtasts_pages.site.policy_id import describes, make_policy_id
from mtasts_pages.site.render import render_site
from mtasts_pages.site.templates import Templates, load_templates

__all__ = [
    "CNAME",
    "POLICY_PATH",
    "REBUILD_SUBJECT",
    "Commit",
    "FileChange",
    "LedgerEntry",
    "Site",
    "Templates",
    "blob_id",
    "compose_commit",
    "describes",
    "diff_site",
    "format_message",
    "load_templates",
    "make_policy_id",
    "parse_message",
    "render_site",
]

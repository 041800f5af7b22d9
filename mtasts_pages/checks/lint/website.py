"""Whether a repository holds a website, or nothing but a policy and what goes with it.

A site has one custom domain: advice that is right for a policy repository takes a website off
its own.
"""

from __future__ import annotations

import re

from mtasts_pages.checks.lint.candidates import CONFIGS, INDEXES
from mtasts_pages.checks.lint.likeness import is_about_policies, is_like, is_like_well_known
from mtasts_pages.site import CNAME
from mtasts_pages.site.files import NOJEKYLL
from mtasts_pages.state.folder import EntryKind, SeenFolder

_ABOUT_POLICIES = re.compile(rb"mta-?sts|STSv1", re.IGNORECASE)
_PAGES = frozenset(("html", "htm", "php"))
# fmt: off
_CONTENT = frozenset((
    "html", "htm", "css", "scss", "js", "mjs", "ts", "tsx", "jsx", "vue", "svelte", "astro", "php",
    "md", "markdown", "png", "jpg", "jpeg", "webp", "svg", "gif", "pdf", "woff2", "xml",
))
_BESIDE = frozenset((
    "readme", "license", "licence", "changelog", "contributing", "security", "404", "favicon",
    "code_of_conduct", "techstack", "codeowners", "sitemap", "robots", "logo", "index",
))
# fmt: on
_MARKDOWN = frozenset(("md", "markdown"))
_OF_JEKYLL = ("_posts/", "_layouts/", "_includes/", "_pages/")


def is_website(folder: SeenFolder) -> bool:
    """Return whether *folder* holds pages that are about something else than its policy."""
    pages = [folder.files[path] for path in INDEXES if path in folder.files]
    if any(_ABOUT_POLICIES.search(page.data) for page in pages):
        return False
    kinds = _CONTENT
    if is_about_policies(folder.name):
        kinds = _PAGES
    elif pages:
        return True
    return any(
        kind is EntryKind.FILE and _is_content(path, kinds) for path, kind in folder.entries.items()
    )


def needs_jekyll(folder: SeenFolder) -> bool:
    """Return whether *folder* holds a website that Jekyll builds, so that it has to stay on."""
    return is_website(folder) and any(
        path.startswith(_OF_JEKYLL)
        or path.rpartition("/")[2] in CONFIGS
        or _is_content(path, _MARKDOWN)
        for path, kind in folder.entries.items()
        if kind is EntryKind.FILE
    )


def _is_content(path: str, kinds: frozenset[str]) -> bool:
    if path.startswith(_OF_JEKYLL):
        return True
    *folders, name = path.split("/")
    if any(is_like_well_known(each) or each == ".github" for each in folders):
        return False
    if is_like(name, CNAME) or is_like(name, NOJEKYLL, slips=2) or is_about_policies(name):
        return False
    stem, _, extension = name.casefold().rpartition(".")
    return extension in kinds and stem.partition(".")[0] not in _BESIDE

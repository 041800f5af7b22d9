"""Names that templates and guides hold where the reader's own belongs.

Whole labels and whole names that are known, never beginnings: `myhost.ch`, `wine-bar.net` and
`yourhosting.nl` are real.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final


class Likeness(Enum):
    """How sure it is that a name is a placeholder."""

    CERTAIN = "certain"  # nobody's mail host, as far as one can know
    LIKELY = "likely"  # somebody may bear it


# fmt: off
_THINGS: Final = (
    "domain", "domainname", "company", "companyname", "organization", "organisation", "tenant",
    "tenantname", "mailserver", "emailserver", "mxserver", "mailhost", "emailhost", "mxhost",
    "mailprovider", "emailprovider", "emaildomain", "maildomain", "mxrecord", "hostname",
)
_CERTAIN_LABELS: Final = frozenset(
    [f"your{own}{thing}" for own in ("", "own") for thing in _THINGS] + ["changeme", "replaceme"]
)
_LIKELY_LABELS: Final = frozenset((
    "yourmail", "youremail", "yourmx", "yoursite", "yourwebsite", "yourserver", "yourname",
    "yourorg", "mydomain", "mycompany", "myorganization", "myorganisation", "mytenant",
))
_LIKELY_NAMES: Final = frozenset((
    "domain.com", "domain.org", "domain.net", "company.com", "contoso.com", "fabrikam.com",
    "foo.com", "foo.org", "foo.net", "placeholder.com", "placeholder.org", "placeholder.net",
))
"""Registered names that guides use; a policy for one of them is somebody else's."""
# fmt: on

_GENERIC: Final = frozenset(("com", "net", "org"))
_HETZNER: Final = "your-server.de"
# Of a label, what a dashed name has behind or before the part that counts.
_TAIL = re.compile(r"-(?:com|net|org|tld|co-uk|org-uk|sch-uk|mx|mail|smtp)$")
_HEAD = re.compile(r"^(?:mx[0-9]?|mail|smtp)-")
# The tenants of Microsoft's and of others' guides.
_TENANTS = re.compile(
    r"^(?:contoso|fabrikam|example|domain|company|tenant|tenantname|x{3,})"
    r"(?:-(?:com|net|org|tld|x{2,}))?\.(?:mail\.protection\.outlook\.com|[a-z]-v[0-9]+\.mx\.microsoft)$"
)


def find_placeholder(host: str) -> Likeness | None:
    """Return how sure it is that *host*, valid and in lower case, is a placeholder.

    >>> find_placeholder("mail.your-domain.com"), find_placeholder("mail.domain.com")
    (<Likeness.CERTAIN: 'certain'>, <Likeness.LIKELY: 'likely'>)
    >>> find_placeholder("mail.cocktail.bar"), find_placeholder("mail.myhostingpartner.net")
    (None, None)
    """
    if host == _HETZNER or host.endswith(f".{_HETZNER}"):
        return None  # a hosting company
    *labels, top = host.split(".")
    if top == "tld" or _TENANTS.match(host):
        return Likeness.CERTAIN
    # A top-level domain has no say: `.bar`, `.foo` and `.xxx` are real ones.
    names = {reduced for label in labels for reduced in _reduce(label)}
    if names & _CERTAIN_LABELS:
        return Likeness.CERTAIN
    is_likely = bool(names & _LIKELY_LABELS) or ".".join([*labels[-1:], top]) in _LIKELY_NAMES
    is_blank = any(set(label) <= {"x", "-"} and "xxx" in label for label in labels)
    # Below a domain `todo` is a note to oneself; `todo.at` is a domain.
    below = names if top in _GENERIC else {name for each in labels[:-1] for name in _reduce(each)}
    is_note = bool({"todo", "placeholder"} & set(labels[:-1])) or "foobar" in below
    return Likeness.LIKELY if is_likely or is_blank or is_note else None


def _reduce(label: str) -> set[str]:
    """Return what *label* is without hyphens, with and without the dashed parts around it."""
    bare = _HEAD.sub("", _TAIL.sub("", label))
    return {label.replace("-", ""), bare.replace("-", "")}

"""The ``CNAME`` file, in which GitHub keeps the custom domain of a site."""

from __future__ import annotations

import re
from dataclasses import replace

from mtasts_pages.checks.lint.candidates import join
from mtasts_pages.checks.lint.faults import Fault
from mtasts_pages.checks.lint.finding import FileReport, LintFinding, find, report
from mtasts_pages.checks.lint.likeness import is_about_policies, is_like
from mtasts_pages.checks.lint.website import is_website
from mtasts_pages.dns import PAGES_SUFFIX
from mtasts_pages.site import CNAME
from mtasts_pages.standards.mistakes.placeholders import find_placeholder
from mtasts_pages.standards.names import is_domain
from mtasts_pages.standards.reading import DomainError, parse_domain
from mtasts_pages.state.folder import SeenFile, SeenFolder
from mtasts_pages.text import quote

_LABEL = "mta-sts"
_HOST_LIMIT = 63
_WITHIN_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//([^/?#\s]*)", re.IGNORECASE)
_EXAMPLE = "mta-sts.example.com"
_EXAMPLES = frozenset(("example.com", "example.net", "example.org"))  # of hints and guides
_OTHER_LABELS = frozenset({"www", "sts", "mta", "policy"})
_GLUED = re.compile(rf"{_LABEL}-(.+\..+)")  # a hyphen in the place of the dot
# Where a domain that people own has three labels.
_SECOND_LEVEL = re.compile(
    r"(?:ac|co|com|edu|go|gob|gouv|gov|govt|k12|ltd|mil|ne|net|nhs|nom|or|org|plc|sch|school)"
    r"\.[a-z]{2}"
)


def judge_cname(folder: SeenFolder, root: str) -> tuple[FileReport, ...]:
    """Return what is wrong with the custom domain of the site in *root*, if anything is."""
    path = join(root, CNAME)
    file = folder.files.get(path)
    if file is None:
        missing = _judge_missing(folder, path)
        return () if missing is None else (missing,)
    finding = judge_custom_domain(file.data, is_website=is_website(folder))
    return (report(path),) if finding is None else (report(path, finding),)


def judge_cname_file(path: str, file: SeenFile) -> FileReport:
    """Return what is wrong with the ``CNAME`` file at *path*, of whose site nothing is known."""
    finding = judge_custom_domain(file.data)
    judged = report(CNAME) if finding is None else report(CNAME, finding)
    return replace(judged, path=path)


def find_custom_domain(folder: SeenFolder, root: str = "") -> str:
    """Return the text of the ``CNAME`` file of the site in *root*, in lower case, or ""."""
    file = folder.files.get(join(root, CNAME))
    text = b"" if file is None else file.data
    return text.decode("utf-8", "replace").strip().casefold()


def find_policy_domain(folder: SeenFolder, root: str) -> str:
    """Return the policy domain that the ``CNAME`` file of the site in *root* is for, or ""."""
    return find_custom_domain(folder, root).partition(f"{_LABEL}.")[2]


def judge_custom_domain(data: bytes, *, is_website: bool = False) -> LintFinding | None:
    """Return what is wrong with the text of a ``CNAME`` file, if anything is.

    Args:
        data: The bytes of the file.
        is_website: Whether the site is about something else than the policy, so that its custom
            domain is to stay as it is.

    """
    text = data.decode("utf-8", "replace")
    names = text.split()
    if not names:
        return find(
            Fault.CNAME_EMPTY,
            "the file contains no name",
            f"write `{_EXAMPLE}`, with your own domain",
        )
    hosts = [_strip(name) for name in names]
    if len({host.casefold() for host in hosts if "." in host}) > 1:
        message = (
            f"the file has several names, but a site has one custom domain: {quote(text.strip())}"
        )
        hint = "keep one; each policy domain has a repository of its own"
        return find(Fault.CNAME_SEVERAL, message, hint)
    host = next((host for host in hosts if "." in host), hosts[0])
    return _judge_name(text, host, is_website=is_website)


def propose_policy_host(host: str) -> str | None:
    """Return the policy host that is meant by the custom domain *host*, where that is clear.

    It is not of a name below a domain, nor of one that Pages gave: anything may be meant.

    >>> [propose_policy_host(name) for name in ("example.com", "mtasts.example.com")]
    ['mta-sts.example.com', 'mta-sts.example.com']
    >>> [propose_policy_host(name) for name in ("sts.example.com", "mta-sts-example.co.uk")]
    ['mta-sts.example.com', 'mta-sts.example.co.uk']
    >>> [propose_policy_host(name) for name in ("me.github.io", "config.example.com")]
    [None, None]
    """
    if host.endswith(PAGES_SUFFIX):
        return None
    if host.startswith(f"{_LABEL}."):
        return host
    label, _, rest = host.partition(".")
    glued = _GLUED.match(host)
    if glued:
        return f"{_LABEL}.{glued[1]}"
    if "." in rest and (
        label in _OTHER_LABELS or is_like(label, _LABEL, 2) or is_about_policies(label)
    ):
        return f"{_LABEL}.{rest}"
    is_registered = "." not in rest or _SECOND_LEVEL.fullmatch(rest)
    return f"{_LABEL}.{host}" if is_registered else None


def _judge_name(text: str, written: str, *, is_website: bool) -> LintFinding | None:
    try:
        host = parse_domain(written)
    except DomainError as error:
        host = (error.repair or "").lower()
        if not host or not is_domain(host):
            message = f"{quote(text.strip())} is not a host name: {error.message}"
            return find(
                Fault.CNAME_NOT_A_HOST, message, f"write the policy host, as in `{_EXAMPLE}`"
            )
    meant = host if is_website else propose_policy_host(host)
    if text.strip(" \t\r\n").casefold() != host:
        message = f"{quote(text.strip())} is not a bare name, but GitHub takes it literally"
        hint = f"write `{meant}`" if meant else f"write the policy host, as in `{_EXAMPLE}`"
        return find(Fault.CNAME_NOT_BARE, message, hint, repair=meant)
    if not host.startswith(f"{_LABEL}.") or host.endswith(PAGES_SUFFIX):
        return _judge_other_host(host, meant, is_website=is_website)
    if len(host) > _HOST_LIMIT:
        message = (
            f"the policy host has {len(host)} characters, too many for a certificate from GitHub"
        )
        return find(
            Fault.CNAME_TOO_LONG, message, f"the limit is {_HOST_LIMIT}; serve the policy elsewhere"
        )
    domain = host.partition(".")[2]
    if find_placeholder(domain) is not None or domain in _EXAMPLES:
        message = f"{quote(host)} looks like a leftover placeholder"
        return find(
            Fault.CNAME_PLACEHOLDER, message, "write `mta-sts.` followed by your own domain"
        )
    return None


def _judge_other_host(host: str, meant: str | None, *, is_website: bool) -> LintFinding:
    if is_website:
        message = f"this is the site of {quote(host)}, and senders ask a policy host, `mta-sts.…`"
        hint = (
            "leave `CNAME` as it is, since a site has one custom domain; put the policy in a"
            " repository of its own"
        )
        return find(Fault.CNAME_NOT_POLICY_HOST, message, hint)
    if meant is None:
        message = f"senders ask a policy host, `mta-sts.…`, but the custom domain is {quote(host)}"
        hint = f"write `mta-sts.` and the domain after the @ of your mail, as in `{_EXAMPLE}`"
        return find(Fault.CNAME_NOT_POLICY_HOST, message, hint)
    message = f"senders ask `{meant}`, but the custom domain is {quote(host)}"
    hint = f"write `{meant}`; then point its CNAME record at GitHub"
    return find(Fault.CNAME_NOT_POLICY_HOST, message, hint, repair=meant)


def _judge_missing(folder: SeenFolder, path: str) -> FileReport | None:
    for other, file in folder.files.items():
        name = other.rpartition("/")[2]
        if is_like(name, CNAME) and "." in file.data.decode("utf-8", "replace"):
            message = f"GitHub reads the custom domain from {quote(path)}, not from {quote(other)}"
            hint = f"rename it to {quote(path)}"
            return report(other, find(Fault.CNAME_MISNAMED, message, hint, repair=path))
    guess = folder.name.casefold().removesuffix(".git").removesuffix(PAGES_SUFFIX).strip("-_")
    if guess == _LABEL and folder.name.casefold().endswith(PAGES_SUFFIX):
        return None  # served at `mta-sts.github.io`, which is a policy host
    is_host = guess.startswith(f"{_LABEL}.") and is_domain(guess.removeprefix(f"{_LABEL}."))
    guess = guess if is_host else ""
    message = "without this file, Pages has no custom domain and serves nothing at `mta-sts.…`"
    if is_website(folder):
        hint = "put the policy in a repository of its own, since a site has one custom domain"
        return report(path, find(Fault.CNAME_MISSING, message, hint))
    hint = f"write `{guess or _EXAMPLE}` in it{'' if guess else ', with your own domain'}"
    return report(path, find(Fault.CNAME_MISSING, message, hint, repair=guess or None))


def _strip(word: str) -> str:
    word = word.strip("\ufeff\u200b\"'`<>()[],;")
    url = _WITHIN_URL.match(word)
    host = url[1] if url else word.partition("/")[0]
    host = host.rpartition("@")[2]
    name, colon, port = host.rpartition(":")
    if colon and (port.isdigit() or not port):
        host = name
    return host.strip(".\ufeff\u200b\"'`")

"""Every state in which publishing can meet a domain, and what becomes of it: pure, by tables.

A `State` has one value a dimension; the default of each is that of a domain that is current.
`see` gives what is seen in it, `carry_out` the state after a step of ours, and `let_happen` the
state after that which was waited for has come about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import product

from good import NOW, found, make_id, make_pages, make_repository, make_seen, make_target, missing
from good import unanswered as get_no_answer

from mtasts_pages.rollout.publishing.plan import Awaited, Plan, Step, Subject
from mtasts_pages.rollout.publishing.planning import plan_domain
from mtasts_pages.site import POLICY_PATH, LedgerEntry, blob_id
from mtasts_pages.state import (
    CertificateFault,
    CertificateState,
    Contact,
    DomainSeen,
    FetchProblem,
    GitHubSeen,
    Lookup,
    Owner,
    OwnerKind,
    PagesSite,
    RemoteRepository,
    ServedPolicy,
)

TARGET = make_target()
ID = make_id(TARGET)
OLD_ID = "20261101000000aaaaaaaaaaaa"
OLD_POLICY = b"version: STSv1\r\nmode: testing\r\nmx: mx0.example.com\r\nmax_age: 86400\r\n"
OWNER = Owner(TARGET.owner, OwnerKind.ORGANIZATION, is_viewer=False)
GOOD = make_seen(TARGET)


class Repository(Enum):
    """What the policy repository holds."""

    ABSENT = auto()
    EMPTY = auto()
    OURS = auto()
    OUTDATED = auto()
    """The policy as it was before the config changed, announced."""
    UNANNOUNCED = auto()
    """The intended policy, which somebody pushed without an announcement."""
    SPOILED_README = auto()
    FOREIGN = auto()
    """The intended files, and nothing was ever announced."""
    FOREIGN_POLICY = auto()
    """The intended policy alone, and nothing was ever announced."""
    FOREIGN_OTHER = auto()
    """Another policy, and nothing was ever announced."""
    UNLIKE = auto()
    """No policy at all."""


class Pages(Enum):
    """The settings of the Pages site."""

    NONE = auto()
    WORKFLOW = auto()
    """Nothing but the source is wrong."""
    OTHER_BRANCH = auto()
    """Without a domain, too."""
    NO_DOMAIN = auto()
    OTHER_DOMAIN = auto()
    NOT_ASKED = auto()
    """The domain is set; GitHub has not asked for a certificate yet."""
    PENDING = auto()
    FAILED = auto()
    RENEWING = auto()
    """HTTPS is enforced, and a new certificate is on its way."""
    READY = auto()
    ENFORCED = auto()


class Cname(Enum):
    """The CNAME record of the policy host."""

    ABSENT = auto()
    RIGHT = auto()
    ELSEWHERE = auto()
    UNANSWERED = auto()


class Served(Enum):
    """What the policy host serves."""

    NOTHING = auto()
    WRONG_CERTIFICATE = auto()
    """Nothing: GitHub has no certificate of this name."""
    OLD = auto()
    NEW = auto()


class Record(Enum):
    """The policy record."""

    ABSENT = auto()
    OLD = auto()
    RIGHT = auto()
    TWO = auto()
    OTHER_TEXT = auto()
    ELSEWHERE = auto()
    """A CNAME to somebody else's record."""
    UNANSWERED = auto()


class Reporting(Enum):
    """The TLS reporting record."""

    MISSING = auto()
    OTHER = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class State:
    """One value of each dimension."""

    repository: Repository = Repository.OURS
    pages: Pages = Pages.ENFORCED
    read: bool = True
    """Whether the Pages settings were read."""
    cname: Cname = Cname.RIGHT
    served: Served = Served.NEW
    proven: bool = True
    record: Record = Record.RIGHT
    reporting: Reporting = Reporting.RIGHT

    def __str__(self) -> str:
        return " ".join(str(getattr(self, field.name)) for field in fields(self))


def list_states() -> Iterator[State]:
    """Give every state that can be met, and some that should not be."""
    repositories = [each for each in Repository if each is not Repository.UNLIKE]
    for repository, cname, record in product(repositories, Cname, Record):
        if repository in (Repository.ABSENT, Repository.EMPTY):
            sites = [(Pages.NONE, True)]
        else:
            sites = [*((each, True) for each in Pages), *_UNREAD]
        servings = [*_SERVINGS, *[_LOST_COUNT] * (cname is Cname.RIGHT)]
        reportings = [Reporting.RIGHT, *[Reporting.MISSING] * (record is Record.RIGHT)]
        for (pages, read), (served, proven), reporting in product(sites, servings, reportings):
            yield State(repository, pages, read, cname, served, proven, record, reporting)


_UNREAD = ((Pages.ENFORCED, False), (Pages.NO_DOMAIN, False))
_SERVINGS = (
    (Served.NOTHING, False),
    (Served.OLD, False),
    (Served.NEW, False),
    (Served.NEW, True),
)
_LOST_COUNT = (Served.OLD, True)


# ---- what is seen ----

_WHOLE = make_repository(TARGET)
_OLD_FILES = {**_WHOLE.files, POLICY_PATH: blob_id(OLD_POLICY)}
_OLD_TEXTS = {**_WHOLE.texts, POLICY_PATH: OLD_POLICY.decode()}
_OLD_ENTRY = LedgerEntry(OLD_ID, "1" * 40, NOW - timedelta(days=20))
_POLICY = {POLICY_PATH: _WHOLE.files[POLICY_PATH]}
REPOSITORIES: dict[Repository, RemoteRepository | None] = {
    Repository.ABSENT: None,
    Repository.EMPTY: RemoteRepository.empty(TARGET.repository),
    Repository.OURS: _WHOLE,
    Repository.OUTDATED: replace(_WHOLE, files=_OLD_FILES, texts=_OLD_TEXTS, ledger=_OLD_ENTRY),
    Repository.UNANNOUNCED: replace(_WHOLE, ledger=_OLD_ENTRY),
    Repository.SPOILED_README: replace(
        _WHOLE, files={**_WHOLE.files, "README.md": blob_id(b"mine")}
    ),
    Repository.FOREIGN: replace(_WHOLE, ledger=None),
    Repository.FOREIGN_POLICY: replace(_WHOLE, files=_POLICY, ledger=None),
    Repository.FOREIGN_OTHER: replace(_WHOLE, files=_OLD_FILES, texts=_OLD_TEXTS, ledger=None),
    Repository.UNLIKE: replace(_WHOLE, files={"README.md": blob_id(b"x")}, texts={}, ledger=None),
}

_ENFORCED = make_pages(TARGET)
_READY = replace(_ENFORCED, https_enforced=False)
_NO_DOMAIN = replace(_READY, cname=None, certificate=None)
PAGES: dict[Pages, PagesSite | None] = {
    Pages.NONE: None,
    Pages.WORKFLOW: replace(_ENFORCED, build_type="workflow", branch=None, path=None),
    Pages.OTHER_BRANCH: replace(_NO_DOMAIN, branch="gh-pages"),
    Pages.NO_DOMAIN: _NO_DOMAIN,
    Pages.OTHER_DOMAIN: replace(_ENFORCED, cname="mta-sts.example.net"),
    Pages.NOT_ASKED: replace(_READY, certificate=None),
    Pages.PENDING: replace(_READY, certificate=CertificateState.AUTHORIZATION_PENDING),
    Pages.FAILED: replace(_READY, certificate=CertificateState.BAD_AUTHZ),
    Pages.RENEWING: replace(_ENFORCED, certificate=CertificateState.NEW),
    Pages.READY: _READY,
    Pages.ENFORCED: _ENFORCED,
}

_HOST, _NAME, _REPORTS = TARGET.policy_host, TARGET.record_name, TARGET.reporting_name
CNAMES: dict[Cname, Lookup] = {
    Cname.ABSENT: missing(_HOST, "CNAME"),
    Cname.RIGHT: GOOD.policy_host,
    Cname.ELSEWHERE: found(_HOST, "CNAME", "somebody.example.net"),
    Cname.UNANSWERED: get_no_answer(_HOST, "CNAME"),
}
SERVED: dict[Served, ServedPolicy] = {
    Served.NOTHING: ServedPolicy(None, FetchProblem.STATUS, "status 404"),
    Served.WRONG_CERTIFICATE: ServedPolicy(
        None,
        FetchProblem.CERTIFICATE,
        "its certificate is for another name",
        Contact("192.0.2.1", certificate_fault=CertificateFault.WRONG_NAME),
    ),
    Served.OLD: replace(GOOD.served, body=OLD_POLICY),
    Served.NEW: GOOD.served,
}
RECORDS: dict[Record, Lookup] = {
    Record.ABSENT: missing(_NAME, "TXT"),
    Record.OLD: found(_NAME, "TXT", f"v=STSv1; id={OLD_ID}"),
    Record.RIGHT: GOOD.policy_record,
    Record.TWO: found(_NAME, "TXT", f"v=STSv1; id={ID}", f"v=STSv1; id={OLD_ID}"),
    Record.OTHER_TEXT: found(_NAME, "TXT", "v=spf1 -all"),
    Record.ELSEWHERE: found(_NAME, "TXT", f"v=STSv1; id={OLD_ID}", alias="p.example.net"),
    Record.UNANSWERED: get_no_answer(_NAME, "TXT"),
}
REPORTING: dict[Reporting, Lookup] = {
    Reporting.MISSING: missing(_REPORTS, "TXT"),
    Reporting.OTHER: found(_REPORTS, "TXT", "v=TLSRPTv1; rua=mailto:else@example.com"),
    Reporting.RIGHT: GOOD.tls_reporting,
}


def see(state: State) -> DomainSeen:
    """Return what is seen of the domain."""
    github = GitHubSeen(
        REPOSITORIES[state.repository],
        PAGES[state.pages] if state.read else None,
        read_pages=state.read,
        owner=OWNER if state.repository is Repository.ABSENT else None,
    )
    return replace(
        GOOD,
        policy_host=CNAMES[state.cname],
        policy_record=RECORDS[state.record],
        tls_reporting=REPORTING[state.reporting],
        served=SERVED[state.served],
        proven=state.proven,
        github=github,
    )


def plan(state: State, now: datetime = NOW) -> Plan:
    """Return the plan of the domain."""
    return plan_domain(TARGET, see(state), now)


# ---- what becomes of it ----


def carry_out(state: State, made: Plan, step: Step) -> State:
    """Return the state after *step* of the plan *made* of *state*, as GitHub then has it."""
    if step.subject is Subject.PAGES:
        return set_pages(state, step.name)
    if state.repository is Repository.ABSENT:
        return replace(state, repository=Repository.EMPTY, pages=Pages.NONE, read=True)
    return push(state, made.policy_id)


def set_pages(state: State, setting: str) -> State:
    """Return the state after one *setting* of Pages was set to what it should be."""
    return replace(state, pages=_PAGES_AFTER[setting].get(state.pages, Pages.NOT_ASKED))


def push(state: State, policy_id: str | None) -> State:
    """Return the state after a push that keeps *policy_id*, or announces the policy without one."""
    state = replace(state, proven=False)  # what was read before proves nothing
    if policy_id is None:  # no record can have the new id yet
        record = Record.OLD if state.record is Record.RIGHT else state.record
        return replace(state, repository=Repository.OURS, record=record)
    foreign = state.repository is Repository.FOREIGN_POLICY
    return replace(state, repository=Repository.FOREIGN if foreign else Repository.OURS)


_PAGES_AFTER = {
    "source": {
        Pages.NONE: Pages.NO_DOMAIN,
        Pages.OTHER_BRANCH: Pages.NO_DOMAIN,
        Pages.WORKFLOW: Pages.ENFORCED,
    },
    "cname": {},  # GitHub forgets the certificate and the enforcement
    "https_enforced": {
        Pages.READY: Pages.ENFORCED,
        Pages.NOT_ASKED: Pages.RENEWING,
        Pages.PENDING: Pages.RENEWING,
        Pages.FAILED: Pages.RENEWING,
    },
}


def let_happen(state: State, awaited: Awaited) -> State:
    """Return the state after what is awaited has come about."""
    match awaited:
        case Awaited.POLICY_HOST_RECORD:
            return replace(state, cname=Cname.RIGHT)
        case Awaited.CERTIFICATE:
            enforced = state.pages is Pages.RENEWING
            return replace(state, pages=Pages.ENFORCED if enforced else Pages.READY)
        case Awaited.POLICY_SERVED:
            return replace(state, served=Served.NEW, proven=True)
        case Awaited.POLICY_RECORD:
            return replace(state, record=Record.RIGHT)
        case Awaited.TLS_REPORTING_RECORD:
            return replace(state, reporting=Reporting.RIGHT)

"""Whatever strangers answer, there is a plan, and nothing in it is released unproven."""

from __future__ import annotations

from dataclasses import replace

from good import NOW
from hypothesis import given, settings
from hypothesis import strategies as st
from rollout.publishing.states import GOOD, TARGET

from mtasts_pages.dns import Purpose, Sighting
from mtasts_pages.rollout.publishing.plan import Wishes
from mtasts_pages.rollout.publishing.planning import plan_domain
from mtasts_pages.site import POLICY_PATH, LedgerEntry
from mtasts_pages.state import (
    CertificateState,
    DomainSeen,
    FetchProblem,
    GitHubSeen,
    Lookup,
    LookupKind,
    MailRoute,
    PagesSite,
    RemoteRepository,
    ServedPolicy,
    Visibility,
)

IDS = st.from_regex(r"[A-Za-z0-9]{1,32}", fullmatch=True)
TEXTS = st.one_of(
    st.text(max_size=40),
    IDS.map("v=STSv1; id={}".format),
    st.sampled_from(["v=STSv1;", "v=STSv10; id=b", "v=STSv1; id=a; id=b", "v=TLSRPTv1; rua=x"]),
    st.sampled_from([*GOOD.policy_record.values, *GOOD.tls_reporting.values]),
)
HOSTS = st.sampled_from(["", "example-org.github.io", "mx1.example.com", "a b", "x" * 300])


def lookups(name: str, kind: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[Lookup]:
    """Return answers of every kind, whether or not they make sense."""
    plain = st.builds(
        Lookup,
        st.just(name),
        st.just(kind),
        st.sampled_from(LookupKind),
        st.lists(values, max_size=3).map(tuple),
        st.lists(HOSTS, max_size=2).map(tuple),
        detail=st.text(max_size=10),
    )
    sightings = st.lists(st.builds(Sighting, st.text(max_size=5)), max_size=2).map(tuple)
    dissent = st.lists(plain, max_size=2).map(tuple)
    return st.builds(
        lambda lookup, seen, said: replace(lookup, sightings=seen, dissent=said),
        plain,
        sightings,
        dissent,
    )


REPOSITORIES = st.builds(
    RemoteRepository,
    name=st.just(TARGET.repository),
    visibility=st.sampled_from(Visibility),
    archived=st.booleans(),
    default_branch=st.sampled_from([None, "main", "trunk"]),
    head=st.sampled_from([None, "0" * 40]),
    files=st.sampled_from([{}, GOOD.github.repository.files, {POLICY_PATH: "0" * 40}]),  # type: ignore[union-attr]
    texts=st.dictionaries(st.sampled_from([POLICY_PATH, "README.md"]), TEXTS),
    ledger=st.none() | st.builds(LedgerEntry, IDS, st.just("0" * 40), st.just(NOW)),
    head_committed=st.sampled_from([None, NOW]),
    may_administer=st.booleans(),
)
PAGES = st.builds(
    PagesSite,
    build_type=st.sampled_from([None, "legacy", "workflow"]),
    branch=st.sampled_from([None, "main", "x"]),
    path=st.sampled_from([None, "/", "/docs"]),
    cname=st.sampled_from([None, TARGET.policy_host, "mta-sts.example.net"]),
    https_enforced=st.booleans(),
    certificate=st.none() | st.sampled_from(CertificateState),
)
SEEN = st.builds(
    lambda **changes: replace(GOOD, **changes),
    policy_host=lookups(TARGET.policy_host, "CNAME", HOSTS),
    policy_record=lookups(TARGET.record_name, "TXT", TEXTS),
    tls_reporting=lookups(TARGET.reporting_name, "TXT", TEXTS),
    served=st.builds(
        ServedPolicy,
        st.none() | st.binary(max_size=60) | st.just(TARGET.policy_file),
        st.none() | st.sampled_from(FetchProblem),
    ),
    wildcard=st.none() | lookups("*.example.com", "A", HOSTS),
    proven=st.booleans(),
    mail=st.none() | st.builds(MailRoute, lookups("example.com", "MX", HOSTS)),
    github=st.none()
    | st.builds(GitHubSeen, st.none() | REPOSITORIES, st.none() | PAGES, st.booleans()),
)


@settings(deadline=None)
@given(SEEN, st.builds(Wishes, st.booleans(), st.booleans()))
def test_there_is_always_a_plan(seen: DomainSeen, wishes: Wishes) -> None:
    made = plan_domain(TARGET, seen, NOW, wishes)
    assert made.obstacle is None or made.next_step is None
    assert all(step.name and step.reason for step in made.steps)
    if made.is_current:
        assert seen.served.serves(TARGET.policy_file)


@settings(deadline=None)
@given(SEEN)
def test_nothing_is_released_unproven(seen: DomainSeen) -> None:
    for status in plan_domain(TARGET, seen, NOW).records:
        if status.record.purpose is Purpose.POLICY_RECORD and status.is_open:
            assert seen.proven
            assert seen.served.serves(TARGET.policy_file)

"""A drafted config says what it was drafted from, whatever that was."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtasts_pages.config import Severity
from mtasts_pages.config.draft import DEFAULT_TLS_REPORTS, Draft, DraftDomain, draft_config
from mtasts_pages.config.load import load_config, read_config
from mtasts_pages.standards import MAX_AGE_LIMIT, Mode

LABELS = st.from_regex(r"[a-z0-9](?:[a-z0-9]{0,9}[a-z0-9])?", fullmatch=True)
TOPS = st.sampled_from(["com", "org", "no", "on", "e1", "xn--p1ai"])
NAMES = st.builds(
    lambda labels, top: ".".join([*labels, top]), st.lists(LABELS, min_size=1, max_size=2), TOPS
)
HOSTS = st.builds(lambda wild, name: wild + name, st.sampled_from(["", "*."]), NAMES)
RUA = st.sampled_from(
    ["mailto:a%2Cb@acme.org", "https://acme.org/tls?x=1&y='#z", "mailto:tls@acme.org"]
)
DOMAINS = st.builds(
    DraftDomain,
    NAMES,
    st.lists(HOSTS, min_size=1, max_size=9, unique=True).map(tuple),
    st.none() | st.sampled_from(Mode),
    st.none() | st.integers(0, MAX_AGE_LIMIT),
    st.none() | st.lists(RUA, min_size=1, unique=True).map(tuple),
    st.lists(st.text(max_size=200), max_size=3).map(tuple),
)
OWNERS = st.sampled_from([None, "acme", "no", "null", "true", "123", "0x1F", "1e3", "a-b"])
DRAFTS = st.builds(
    Draft,
    st.lists(DOMAINS, min_size=1, max_size=4, unique_by=lambda domain: domain.domain).map(tuple),
    OWNERS,
    st.sampled_from(Mode),
    st.integers(0, MAX_AGE_LIMIT),
    st.sampled_from([None, DEFAULT_TLS_REPORTS, "mailto:x@acme.org"]),
)


@given(DRAFTS)
def test_what_is_drafted_is_what_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, draft: Draft
) -> None:
    path: Path = tmp_path_factory.mktemp("draft") / "mta-sts.yaml"
    text = draft_config(draft)
    path.write_text(text, encoding="utf-8")
    loaded = read_config(path)
    problems = [each for each in loaded.problems if each.severity is Severity.ERROR]
    # A made-up name may be a placeholder, which is the one thing that a draft is not asked about.
    assert not [each for each in problems if "placeholder" not in each.message], text
    if loaded.config is None:
        return
    for drafted, domain in zip(draft.domains, loaded.config.domains, strict=True):
        assert domain.domain == drafted.domain
        assert domain.owner == draft.owner
        assert domain.mode is (drafted.mode or draft.mode)
        assert domain.max_age == (draft.max_age if drafted.max_age is None else drafted.max_age)
        assert tuple(pattern.text for pattern in domain.mx) == drafted.mx
        if drafted.tls_reports is not None:
            assert domain.tls_reports == drafted.tls_reports
        else:
            assert bool(domain.tls_reports) == (draft.tls_reports is not None)


def test_a_domain_that_is_left_out_is_a_comment(tmp_path: Path) -> None:
    path = tmp_path / "mta-sts.yaml"
    gone = DraftDomain("acme.com", (), remarks=("acme.com takes no mail\nmx: [x]\x1b[31m",))
    path.write_text(draft_config(Draft((gone, DraftDomain("acme.org", ("mx.acme.org",))), "acme")))
    assert [domain.domain for domain in load_config(path)[0].domains] == ["acme.org"]
    assert (
        "  # acme.com takes no mail mx: [x]\ufffd[31m\n  # acme.com is left out\n"
        in path.read_text()
    )

"""Hypothesis strategies for every value that this program can publish."""

import string

from hypothesis import strategies as st

from mtasts_pages.standards import (
    MAX_AGE_LIMIT,
    Mode,
    MxPattern,
    Policy,
    PolicyRecord,
    TlsReportingRecord,
    parse_rua,
)

_LETTERS = string.ascii_lowercase
_ALPHANUMERIC = _LETTERS + string.digits
_NAME_LENGTH = 253

labels = st.one_of(
    st.text(_ALPHANUMERIC, min_size=1, max_size=12),
    st.builds(
        lambda first, inner, last: first + inner + last,
        st.sampled_from(_ALPHANUMERIC),
        st.text(_ALPHANUMERIC + "-", max_size=61),
        st.sampled_from(_ALPHANUMERIC),
    ),
)
top_labels = st.text(_LETTERS, min_size=2, max_size=20) | st.sampled_from(("com", "xn--p1ai"))
domains = st.builds(
    lambda labels, top: ".".join([*labels, top]),
    st.lists(labels, min_size=1, max_size=5),
    top_labels,
).filter(lambda name: len(name) <= _NAME_LENGTH - 2)
patterns = st.builds(
    lambda star, name: MxPattern(star + name), st.sampled_from(("", "*.")), domains
)
policies = st.builds(
    lambda mode, max_age, mx: Policy(Mode.NONE if not mx else mode, max_age, tuple(mx)),
    st.sampled_from(Mode),
    st.integers(0, MAX_AGE_LIMIT) | st.sampled_from((0, MAX_AGE_LIMIT)),
    st.lists(patterns, max_size=6, unique=True),
)
policy_records = st.builds(
    PolicyRecord, st.text(string.ascii_letters + string.digits, min_size=1, max_size=32)
)

_atoms = st.text(string.ascii_letters + string.digits + "_~$&'()*+=-,!;", min_size=1, max_size=12)
_local_parts = st.lists(_atoms, min_size=1, max_size=3).map(".".join)
_paths = st.text(string.ascii_letters + string.digits + "._~$&'()*+=:@/?-,!;", max_size=30)
rua = st.one_of(
    st.builds(lambda local, name: f"mailto:{local}@{name}", _local_parts, domains),
    st.builds(lambda name, path: f"https://{name}/{path}", domains, _paths),
    st.builds(lambda name, port: f"https://{name}:{port}/", domains, st.integers(1, 65535)),
)
"""As people write them: what a record does not hold is not yet percent-encoded."""

tls_reporting_records = st.builds(
    lambda uris: TlsReportingRecord(tuple(uris)),
    st.lists(rua.map(parse_rua), min_size=1, max_size=4, unique=True),
)

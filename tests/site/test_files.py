from collections.abc import Mapping
from pathlib import Path

from git_helper import run_git
from hypothesis import given, settings
from hypothesis import strategies as st

from mtasts_pages.site import blob_id, diff_site

sites = st.dictionaries(
    st.sampled_from(("CNAME", ".nojekyll", ".well-known/mta-sts.txt", "a", "a/b")),
    st.sampled_from((b"", b"x", b"x\r\n")),
)


def apply(site: Mapping[str, bytes], other: Mapping[str, bytes]) -> dict[str, bytes]:
    changed = dict(site)
    for change in diff_site(site, other):
        assert changed.pop(change.path, None) == change.before
        if change.after is not None:
            changed[change.path] = change.after
    return changed


@given(sites, sites)
def test_applying_the_changes_to_one_site_gives_the_other(
    one: dict[str, bytes], other: dict[str, bytes]
) -> None:
    assert apply(one, other) == other


@given(sites)
def test_a_site_does_not_differ_from_itself(site: dict[str, bytes]) -> None:
    assert diff_site(site, dict(site)) == ()


@given(sites, sites)
def test_changes_are_real_and_stand_by_path(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    changes = diff_site(one, other)
    assert all(change.before != change.after for change in changes)
    assert [change.path for change in changes] == sorted({change.path for change in changes})


@settings(max_examples=5, deadline=None)
@given(st.binary())
def test_a_blob_id_is_the_one_of_git(data: bytes) -> None:
    told = run_git(Path.cwd(), "hash-object", "--stdin", "--no-filters", data=data)
    assert blob_id(data) == told.decode().strip()

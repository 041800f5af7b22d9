"""Rendering a fleet into repositories on this machine."""

from collections.abc import Callable
from pathlib import Path

import pytest
from git_helper import git
from samples import make_domain

from mtasts_pages.config import DomainConfig
from mtasts_pages.errors import GitError, TemplateError
from mtasts_pages.rollout.rendering import Rendered, render_fleet
from mtasts_pages.site import Templates, load_templates
from mtasts_pages.world.clock import SystemClock

DOMAINS = [make_domain(f"{name}.example") for name in ("a", "b", "c")]


def render(
    folder: Path, domains: list[DomainConfig], templates: Templates | None = None
) -> list[Rendered]:
    return list(render_fleet(domains, templates or load_templates(None), folder, SystemClock()))


def tip(path: Path, name: str = "HEAD") -> str:
    return git(path, "rev-parse", name).strip()


def test_a_second_run_finds_nothing_to_do(tmp_path: Path) -> None:
    first = render(tmp_path, DOMAINS)
    again = render(tmp_path, DOMAINS)
    assert [one.domain.domain for one in first] == ["a.example", "b.example", "c.example"]
    assert all(one.changed for one in first)
    assert not any(one.changed for one in again)
    assert [(one.commit, one.policy_id) for one in again] == [
        (one.commit, one.policy_id) for one in first
    ]


def test_only_the_domain_that_changed_is_committed(tmp_path: Path) -> None:
    render(tmp_path, DOMAINS)
    changed = [*DOMAINS[:2], make_domain("c.example", mx=("mx7.c.example",))]
    assert [one.changed for one in render(tmp_path, changed)] == [False, False, True]
    assert git(tmp_path / "c.example", "rev-list", "--count", "HEAD").strip() == "2"
    assert git(tmp_path / "c.example", "status", "--porcelain") == ""


def test_a_template_that_fails_for_one_domain_stops_all_before_anything_is_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "index.html").write_text(
        "{% if domain == 'c.example' %}{{ nonsense }}{% endif %}"
    )
    with pytest.raises(TemplateError, match=r"fails for `c\.example`"):
        render(tmp_path / "out", DOMAINS, load_templates(tmp_path / "templates"))
    assert not (tmp_path / "out").exists()


def test_a_file_that_was_edited_by_hand_is_put_back_without_a_commit(tmp_path: Path) -> None:
    (first,) = render(tmp_path, DOMAINS[:1])
    (first.path / "CNAME").write_text("mta-sts.b.example")
    (again,) = render(tmp_path, DOMAINS[:1])
    assert (again.changed, again.commit) == (True, first.commit)
    assert (first.path / "CNAME").read_text() == "mta-sts.a.example"


def test_a_file_of_the_operators_own_is_no_change(tmp_path: Path) -> None:
    (first,) = render(tmp_path, DOMAINS[:1])
    (first.path / "contact.txt").write_text("x")
    git(first.path, "add", "contact.txt")
    git(first.path, "commit", "--quiet", "--message", "Add a contact")
    (again,) = render(tmp_path, DOMAINS[:1])
    assert not again.changed
    assert again.policy_id == first.policy_id
    assert again.commit == tip(first.path)


def test_packed_refs_and_objects_are_read_too(tmp_path: Path) -> None:
    (first,) = render(tmp_path, DOMAINS[:1])
    git(first.path, "pack-refs", "--all")
    git(first.path, "gc", "--quiet")
    assert not (first.path / ".git" / "refs" / "heads" / "main").exists()
    (again,) = render(tmp_path, DOMAINS[:1])
    assert (again.changed, again.commit) == (False, first.commit)
    (changed,) = render(tmp_path, [make_domain("a.example", mx=("mx7.a.example",))])
    assert tip(first.path, "HEAD^") == first.commit
    assert tip(first.path) == changed.commit


def make_sha256(path: Path) -> None:
    git(path.parent, "init", "-q", "--object-format=sha256", str(path))


def stop_in_a_merge(path: Path) -> None:
    (path / ".git" / "MERGE_HEAD").write_text(tip(path) + "\n")


def compress_index(path: Path) -> None:
    git(path, "update-index", "--index-version", "4")


def link_folder(path: Path) -> None:
    (path / ".well-known").rename(path.parent / "elsewhere")
    (path / ".well-known").symlink_to(path.parent / "elsewhere")


@pytest.mark.parametrize("spoil", [make_sha256, stop_in_a_merge, compress_index, link_folder])
def test_a_repository_unlike_ours_is_left_as_it_is(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    path = tmp_path / "out" / "c.example"
    if spoil is make_sha256:
        path.mkdir(parents=True)
    else:
        render(tmp_path / "out", DOMAINS)
    spoil(path)
    before = {
        each: each.read_bytes()
        for each in tmp_path.rglob("*")
        if each.is_file() and "c.example" in str(each)
    }
    changed = [*DOMAINS[:2], make_domain("c.example", mx=("mx7.c.example",))]
    with pytest.raises(GitError) as caught:
        render(tmp_path / "out", changed)
    assert "c.example" in caught.value.message
    assert caught.value.hint
    assert all(each.read_bytes() == data for each, data in before.items())

"""The domains that a command is about, and how much of them is rendered."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup.selection import Selection, read_selection
from mtasts_pages.errors import UsageError
from mtasts_pages.site import POLICY_PATH

CONFIG = """\
github: {owner: Acme}
domains:
  a.example: {mx: [mx.a.example]}
  b.example: {mx: [mx.b.example], owner: other}
  b.c.example: {mx: [mx.c.example], mode: enforce, max_age: 2d}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "mta-sts.yaml"
    path.write_text(CONFIG)
    return path


def read(config: Path, *patterns: str, shard: tuple[int, int] | None = None) -> Selection:
    return read_selection(Console(quiet=True), config, patterns, shard)


def names(selection: Selection) -> list[str]:
    return [domain.domain for domain in selection.domains]


def test_without_patterns_every_domain_is_meant(config: Path) -> None:
    selection = read(config)
    assert names(selection) == ["a.example", "b.example", "b.c.example"]
    assert selection.owners == ("Acme", "other")


def test_patterns_name_domains(config: Path) -> None:
    selection = read(config, "*.c.example", "a.example")
    assert names(selection) == ["a.example", "b.c.example"]
    assert selection.owners == ("Acme",)
    with pytest.raises(UsageError, match=r"d\.example"):
        read(config, "d.example")


def test_shards_share_the_domains_and_an_empty_one_keeps_the_owners(config: Path) -> None:
    shards = [read(config, "a.example", shard=(index, 3)) for index in (1, 2, 3)]
    assert sorted(map(names, shards)) == [[], [], ["a.example"]]
    assert {shard.owners for shard in shards if not shard.domains} == {("Acme", "other")}


def test_a_check_renders_only_what_decides_what_is_served(config: Path) -> None:
    selection = read(config)
    whole, needed = selection.render(), selection.render_policies()
    for all_files, few in zip(whole, needed, strict=True):
        assert set(few.site) == {POLICY_PATH, "CNAME", ".nojekyll"}
        assert all(all_files.site[path] == data for path, data in few.site.items())
        assert len(all_files.site) > len(few.site)


def test_warnings_are_shown_unless_quiet(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read(config)
    assert capsys.readouterr() == ("", "")
    read_selection(Console(), config, ())
    written = capsys.readouterr()
    assert written.out == ""
    assert "max_age" in written.err

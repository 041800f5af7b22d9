"""Which domains a command is about, and which file is the config."""

import subprocess
import sys
from pathlib import Path

import pytest
from config.reading import read_good

from mtasts_pages.config import ConfigNotFoundError, find_config, select_domains
from mtasts_pages.errors import UsageError

CONFIG = read_good(
    """\
defaults: {mode: none}
domains:
  example.org: {aliases: [a.example.org]}
  b.example.org:
  x.b.example.org:
  bücher.example:
  www.bücher.example:
"""
)
BUECHER = "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        ([], [domain.domain for domain in CONFIG.domains]),
        (["b.example.org"], ["b.example.org"]),
        (["B.Example.ORG."], ["b.example.org"]),
        (["*.example.org"], ["a.example.org", "b.example.org", "x.b.example.org"]),
        (["?.example.org"], ["a.example.org", "b.example.org"]),
        (["x.b.example.org", "example.org", "example.org"], ["example.org", "x.b.example.org"]),
        (["bücher.example"], [BUECHER]),
        (["*.BÜCHER.example"], [f"www.{BUECHER}"]),
        (["*bücher.example"], None),
        (["*"], [domain.domain for domain in CONFIG.domains]),
    ],
)
def test_patterns_select_in_the_order_of_the_config(patterns: list[str], names: list[str] | None):
    if names is None:
        with pytest.raises(UsageError):
            select_domains(CONFIG, patterns)
    else:
        assert [domain.domain for domain in select_domains(CONFIG, patterns)] == names


@pytest.mark.parametrize(
    "pattern", ["[ab].example.org", "*.example.net", "", "b+.example.org", "ü" * 300]
)
def test_a_pattern_that_matches_nothing_is_an_error(pattern: str):
    with pytest.raises(UsageError, match="matches no domain of the config") as raised:
        select_domains(CONFIG, [pattern, "example.org"])
    assert raised.value.hint


def test_a_near_miss_is_named():
    with pytest.raises(UsageError) as raised:
        select_domains(CONFIG, ["exmaple.org"])
    assert raised.value.hint == "did you mean `example.org`?"


def test_the_option_comes_before_the_environment_and_the_directory(tmp_path: Path):
    (tmp_path / "mta-sts.yaml").touch()
    environ = {"MTASTS_PAGES_CONFIG": "from-environment.yaml"}
    assert find_config(Path("given.yaml"), environ, tmp_path) == Path("given.yaml")
    assert find_config(None, environ, tmp_path) == Path("from-environment.yaml")
    assert find_config(None, {"MTASTS_PAGES_CONFIG": ""}, tmp_path) == tmp_path / "mta-sts.yaml"


@pytest.mark.parametrize("name", ["mta-sts.yaml", "mta-sts.yml"])
def test_either_name_is_found(tmp_path: Path, name: str):
    (tmp_path / name).touch()
    assert find_config(None, {}, tmp_path) == tmp_path / name


def test_both_names_are_an_error(tmp_path: Path):
    (tmp_path / "mta-sts.yaml").touch()
    (tmp_path / "mta-sts.yml").touch()
    with pytest.raises(UsageError, match="both") as raised:
        find_config(None, {}, tmp_path)
    assert not isinstance(raised.value, ConfigNotFoundError)


def test_no_config_is_an_error_with_a_way_out(tmp_path: Path):
    with pytest.raises(ConfigNotFoundError) as raised:
        find_config(None, {}, tmp_path)
    assert "mtasts-pages init" in (raised.value.hint or "")


def test_selecting_loads_neither_pyyaml_nor_pydantic():
    code = (
        "import sys, mtasts_pages.config as c; c.select_domains, c.DomainConfig, c.find_config;"
        "sys.exit(sorted({'yaml', 'pydantic', 'idna'} & sys.modules.keys()) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

"""Whole sites as they are published, one folder an example under ``golden``.

Each holds its config and, by domain, the files of each policy repository. After a
change that is meant: ``pytest tests/site --rewrite-golden``, then look at the diff.
"""

import shutil
from pathlib import Path

import pytest

from mtasts_pages.config.load import load_config
from mtasts_pages.site import load_templates, render_site

GOLDEN = Path(__file__).parent / "golden"
CONFIG = "mta-sts.yaml"
EXAMPLES = sorted(path.name for path in GOLDEN.iterdir())


def read_tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def render_example(folder: Path) -> dict[str, dict[str, bytes]]:
    config, _ = load_config(folder / CONFIG)
    templates = load_templates(config.templates)
    return {domain.domain: dict(render_site(domain, templates)) for domain in config.domains}


def rewrite(folder: Path, sites: dict[str, dict[str, bytes]]) -> None:
    for old in folder.iterdir():
        if old.is_dir() and old.name != "templates":
            shutil.rmtree(old)
    for domain, site in sites.items():
        for path, data in site.items():
            file = folder / domain / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_config_renders_exactly_the_sites_beside_it(name: str, *, rewrite_golden: bool) -> None:
    folder = GOLDEN / name
    sites = render_example(folder)
    if rewrite_golden:
        rewrite(folder, sites)
    domains = [path for path in folder.iterdir() if path.is_dir() and path.name != "templates"]
    assert {path.name: read_tree(path) for path in domains} == sites


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4

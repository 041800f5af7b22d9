"""A fleet's config loads in a small multiple of what PyYAML's C loader alone takes."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from mtasts_pages.config.load import read_config

DOMAINS = 10_000
SETTINGS = {
    "each-on-its-own": "    mode: enforce\n    max_age: 4w\n    mx: [mx1.{0}, mx2.{0}]\n",
    "as-short-as-it-gets": "    mx: [mx1.{0}, mx2.{0}]\n",
}


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML has no C library here")
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_10_000_domains_load_in_three_times_the_time_of_pyyaml(settings: str, tmp_path: Path):
    path = tmp_path / "mta-sts.yaml"
    names = [f"domain-{number}.example" for number in range(DOMAINS)]
    path.write_text(
        "github: {owner: example-org}\n"
        'defaults: {tls_reports: "mailto:tls-reports@{domain}"}\ndomains:\n'
        + "".join(f"  {name}:\n{settings.format(name)}" for name in names)
    )

    def load_plainly() -> None:
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)

    def load() -> None:
        loaded = read_config(path)
        assert loaded.config is not None
        assert len(loaded.config.domains) == DOMAINS
        assert loaded.problems == ()

    load()  # what is imported and compiled once does not count
    plain = min(measure(load_plainly) for _ in range(2))
    full = min(measure(load) for _ in range(2))
    assert full < 3 * plain, f"{full:.2f} s against {plain:.2f} s"


def measure(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start

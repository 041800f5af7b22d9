"""Which zone a record lies in, and what it is called there."""

import pytest
from dns_formats.records import fleet, status
from hypothesis import given
from hypothesis import strategies as st

from mtasts_pages.dns import find_zone, guess_zones, is_within, place_records, relative_name

names = st.lists(st.sampled_from(["a", "b", "example", "com"]), min_size=2, max_size=6).map(
    ".".join
)


def test_a_zone_above_the_policy_domain_gives_relative_names() -> None:
    (above, _) = fleet()
    assert above.name == "example.com"
    shop = {entry.name for entry in above.entries if entry.domain == "shop.example.com"}
    assert shop >= {"mta-sts.shop", "_mta-sts.shop", "_smtp._tls.shop"}


def test_the_nearest_zone_counts() -> None:
    zones = ["example.com", "shop.example.com", "xample.com"]
    assert find_zone("_mta-sts.shop.example.com.", zones) == "shop.example.com"
    assert find_zone("_mta-sts.shop.example.org.", zones) is None


def test_a_record_may_lie_in_a_zone_of_its_own() -> None:
    placed = place_records(
        [("example.com", [status("x"), status("x", name="_smtp._tls.example.com.")])],
        ["example.com", "_mta-sts.example.com"],
    )
    assert [(zone.name, [entry.name for entry in zone.entries]) for zone in placed] == [
        ("_mta-sts.example.com", ["@"]),
        ("example.com", ["_smtp._tls"]),
    ]


@pytest.mark.parametrize(
    ("domain", "configured", "zone"),
    [
        ("example.com", ["example.com"], "example.com"),
        ("shop.example.com", ["shop.example.com"], "shop.example.com"),
        ("a.b.example.com", ["b.example.com", "example.com"], "example.com"),
        ("notexample.com", ["example.com"], "notexample.com"),
        ("example.com", ["shop.example.com"], "example.com"),
    ],
)
def test_without_the_dns_the_config_tells(domain: str, configured: list[str], zone: str) -> None:
    assert guess_zones([domain], configured) == {domain: zone}


@given(names, names)
def test_a_relative_name_and_its_zone_give_the_name_again(name: str, zone: str) -> None:
    relative = relative_name(f"{name}.", zone)
    if is_within(name, zone):
        assert f"{relative}.{zone}".removeprefix("@.") == name
    else:
        assert relative == f"{name}."

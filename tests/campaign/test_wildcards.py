"""A wildcard of each kind in the zone of each scenario: all of them end as if there were none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from campaign.campaign import SCENARIOS, Case, Scenario, try_case
from campaign.theatre import OWNER, Stage, Theatre
from campaign.troubles import Site, Trouble

ELSEWHERE = (
    "lb.hosting.example. A 127.0.0.2\n"
    "lb.hosting.example. TXT balancer\n"
    "tls.vendor.example. TXT vendor\n"
)
WILDCARDS = {
    "a CNAME": "*.{domain}. CNAME lb.hosting.example.",
    "a CNAME to nothing": "*.{domain}. CNAME gone.hosting.example.",
    "a CNAME to the owner's Pages": f"*.{{domain}}. CNAME {OWNER}.github.io.",
    "a CNAME below `_tls`": "*._tls.{domain}. CNAME tls.vendor.example.",
    "a CNAME above the domain": "*.example.com. CNAME lb.hosting.example.",
    "an SPF text": '*.{domain}. TXT "v=spf1 -all"',
    "an SPF text below `_tls`": '*._tls.{domain}. TXT "v=spf1 -all"',
    "two texts": '*.{domain}. TXT "v=spf1 -all"\n*.{domain}. TXT "google-site-verification=x"',
    "an old policy record": '*.{domain}. TXT "v=STSv1; id=20200101000000"',
    "old records of both kinds": (
        '*.{domain}. TXT "v=STSv1; id=old"\n*.{domain}. TXT "v=TLSRPTv1; rua=mailto:x@y.example"'
    ),
    "an address": "*.{domain}. A 127.0.0.2",
    "an IPv6 address": "*.{domain}. AAAA ::1",
    "an MX": "*.{domain}. MX 10 mx1.{domain}.",
    "an address, an MX and a text": (
        '*.{domain}. A 127.0.0.2\n*.{domain}. MX 10 mx1.{domain}.\n*.{domain}. TXT "x"'
    ),
}
NOWHERE = Site("", "")
NONE = Trouble("nothing", lambda _stage, _site: lambda: True, passes=True)


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    theatre = Theatre(tmp_path)
    yield theatre
    theatre.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("comes", ["first", "later"])
def test_a_wildcard_of_each_kind_changes_nothing(theatre: Theatre, comes: str) -> None:
    wrong = []
    for kind, text in WILDCARDS.items():
        for scenario in SCENARIOS:

            def prepare(stage: Stage, scenario: Scenario = scenario, text: str = text) -> None:
                zone = ELSEWHERE + text.format(domain=stage.domain)
                if comes == "first":
                    theatre.world.names.paste(zone)
                scenario.prepare(stage)
                theatre.world.names.paste(zone)

            case = Case(Scenario(scenario.name, prepare), NOWHERE, NONE)
            complaints = try_case(theatre, case)
            wrong += [f"{kind}, {scenario.name}: {each}" for each in complaints or ()]
            theatre.world.names.remove("*.example.com")
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong)

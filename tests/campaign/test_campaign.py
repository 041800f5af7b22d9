"""Every trouble at every request of publishing: the same command, repeated, ends the same.

Reduced to a sample in an ordinary test run; whole with ``make campaign``.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from campaign.campaign import choose_sample, plan_campaign, try_case
from campaign.theatre import Theatre

WHOLE = "MTASTS_PAGES_CAMPAIGN" in os.environ
SAMPLE = 64
SHARES = 2


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    theatre = Theatre(tmp_path)
    yield theatre
    theatre.close()


@pytest.mark.timeout(3600 if WHOLE else 300)
@pytest.mark.parametrize("share", range(SHARES))
def test_every_trouble_at_every_request_is_got_over(
    theatre: Theatre, share: int, record_property: Callable[[str, object], None]
) -> None:
    began = time.monotonic()
    every = plan_campaign(theatre)
    cases = (every if WHOLE else choose_sample(every, SAMPLE))[share::SHARES]
    tried = Counter[str]()
    wrong = []
    for case in cases:
        complaints = try_case(theatre, case)
        if complaints is None:
            tried["struck nothing"] += 1
            continue
        tried[case.scenario.name] += 1
        wrong += [f"{case}: {complaint}" for complaint in complaints]
    took = time.monotonic() - began
    size = ", ".join(f"{count} {name}" for name, count in sorted(tried.items()))
    record_property(
        "measured", f"campaign {share + 1}/{SHARES} of {len(every)}: {size}; {took:.0f} s"
    )
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong)

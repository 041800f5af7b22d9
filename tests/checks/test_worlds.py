"""Every fault is found by its name, and nothing else is claimed; good worlds have no finding."""

import pytest
from checks.scene import Scene
from checks.worlds import BAD, GOOD


@pytest.mark.parametrize("name", GOOD)
def test_a_good_world_has_no_finding(scene: Scene, name: str) -> None:
    GOOD[name](scene)
    assert scene.check() == ()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_world_has_exactly_its_fault(scene: Scene, name: str) -> None:
    spoil, codes = BAD[name]
    spoil(scene)
    findings = scene.check()
    assert {finding.code for finding in findings} == codes, findings
    for finding in findings:
        assert finding.message.isprintable()
        assert not finding.message.endswith(".")
        assert finding.hint

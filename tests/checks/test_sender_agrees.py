"""Where a real sender's resolver accepts the policy, a check has no error about it; else it has.

The same worlds, through the check and through postfix-mta-sts-resolver.
"""

import pytest
from checks.scene import Scene, has_policy_error
from checks.sender import accepts
from checks.spoiling import World
from checks.worlds import BAD, GOOD

WORLDS: dict[str, World] = {**GOOD, **{name: spoil for name, (spoil, _) in BAD.items()}}


# aiodns renamed the call that postfix-mta-sts-resolver makes.
@pytest.mark.filterwarnings("ignore:query.. is deprecated:DeprecationWarning")
@pytest.mark.parametrize("name", WORLDS)
def test_a_sender_accepts_exactly_what_has_no_error(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    WORLDS[name](scene)
    with scene.open() as port:
        accepted = accepts(scene, port, monkeypatch)
        (report,) = scene.look(port, with_mx=False).domains
    assert accepted is not has_policy_error(report.findings), report.findings

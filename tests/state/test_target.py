"""What should be of a domain, by its names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from good import make_target
from samples import make_domain

from mtasts_pages.errors import UsageError
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.standards import Mode
from mtasts_pages.state import require_owners

TARGET = make_target(make_domain("example.net", mode=Mode.ENFORCE))


def test_a_target_names_everything_of_its_domain() -> None:
    assert TARGET.domain == "example.net"
    assert TARGET.policy_host == "mta-sts.example.net"
    assert TARGET.record_name == "_mta-sts.example.net"
    assert TARGET.reporting_name == "_smtp._tls.example.net"
    assert str(TARGET.repository) == "example-org/mta-sts.example.net"
    assert TARGET.policy.mode is Mode.ENFORCE
    assert TARGET.policy_file == TARGET.site[POLICY_PATH]


def test_a_domain_without_an_owner_can_be_rendered_and_not_published() -> None:
    unowned = make_target(replace(make_domain(), owner=None))
    assert unowned.owner == ""
    require_owners([TARGET])
    with pytest.raises(UsageError, match=r"no owner for `example\.com`"):
        require_owners([TARGET, unowned])

"""What the tests of the standards share: the readers that judge with them."""

from collections.abc import Iterator

import pytest
from standards.judges import Mailauth, running_mailauth, why_no_mailauth


@pytest.fixture(scope="session")
def mailauth() -> Iterator[Mailauth]:
    """One node process with mailauth for all tests."""
    reason = why_no_mailauth()
    if reason:
        pytest.skip(reason)
    with running_mailauth() as judge:
        yield judge

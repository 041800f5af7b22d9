"""What the tests of the outside share: an authority whose certificates the client trusts."""

import pytest

from mtasts_pages.sandbox.authority import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))

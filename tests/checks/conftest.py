"""What the tests of checks share."""

from collections.abc import Iterator

import pytest
from checks.scene import Scene, set_up

from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.sandbox.mail import MailServers
from mtasts_pages.sandbox.name_server import NameServer
from mtasts_pages.world.dns import resolver


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def scene(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Return a domain in good order."""
    monkeypatch.setattr(resolver, "TIME_LIMIT", 0.9)
    with NameServer() as names, MailServers(authority) as mail:
        made = Scene(names, mail, authority)
        set_up(names, made.policy_id)
        yield made
        assert names.errors == ()
        assert mail.errors == ()

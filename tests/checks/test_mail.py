"""MX hosts as a check meets them."""

from checks.scene import DOMAIN, Scene
from world.loopback import EHLO, serving, talk

ADDRESS = "127.0.0.12"


def test_starttls_that_is_refused_is_a_finding(scene: Scene) -> None:
    scene.dns(f"mx1.{DOMAIN}. A {ADDRESS}")
    server = talk(b"220 mx1\r\n", EHLO, b"454 no key\r\n")
    with serving(server, None, (ADDRESS, scene.mail.port)):
        (finding,) = scene.check()
    assert finding.code == "mx-starttls-fails"
    assert "454 no key" in finding.message


def test_no_mail_is_begun(scene: Scene) -> None:
    assert scene.check() == ()
    assert scene.mail.messages == ()

"""What only shows when name servers are asked directly, or prove their answers."""

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from checks.scene import DOMAIN, LOOPBACK, Scene, name_server_at

from mtasts_pages.checks import Severity

SECOND = "127.0.0.21"


@pytest.fixture
def delegated(scene: Scene) -> Scene:
    """Return a scene whose zone has two name servers: the good one, and one at `SECOND`."""
    scene.dns(
        f"{DOMAIN}. SOA ns1.{DOMAIN}. hostmaster.{DOMAIN}. 1 7200 900 1209600 60",
        f"{DOMAIN}. NS ns1.{DOMAIN}.",
        f"{DOMAIN}. NS ns2.{DOMAIN}.",
        f"ns1.{DOMAIN}. A {LOOPBACK}",
        f"ns2.{DOMAIN}. A {SECOND}",
    )
    return scene


def copy_of(_: dns.message.Message, answer: dns.message.Message | None) -> dns.message.Message:
    assert answer is not None
    return answer


def not_authoritative(
    _: dns.message.Message, answer: dns.message.Message | None
) -> dns.message.Message:
    assert answer is not None
    answer.flags &= ~dns.flags.AA
    return answer


def refusing(query: dns.message.Message, _: object) -> dns.message.Message:
    answer = dns.message.make_response(query)
    answer.set_rcode(dns.rcode.REFUSED)
    return answer


def older(query: dns.message.Message, answer: dns.message.Message | None) -> dns.message.Message:
    assert answer is not None
    text = '"v=STSv1; id=20200101"'
    answer.answer = [dns.rrset.from_text(query.question[0].name, 300, "IN", "TXT", text)]
    return answer


def test_name_servers_that_agree_are_no_finding(delegated: Scene) -> None:
    with name_server_at(SECOND, delegated.names.port, copy_of, behind=delegated.names.port):
        assert delegated.check() == ()


@pytest.mark.parametrize("spoiled", [refusing, not_authoritative])
def test_a_lame_name_server_is_named(delegated: Scene, spoiled: object) -> None:
    port = delegated.names.port
    with name_server_at(SECOND, port, spoiled, behind=port):  # type: ignore[arg-type]
        (finding,) = delegated.check()
    assert finding.code == "server-lame"
    assert f"ns2.{DOMAIN}" in finding.message


def test_a_silent_name_server_is_named(delegated: Scene) -> None:
    (finding,) = delegated.check()
    assert finding.code == "server-lame"
    assert f"ns2.{DOMAIN}" in finding.subject


def test_name_servers_that_disagree_are_named(delegated: Scene) -> None:
    port = delegated.names.port
    with name_server_at(SECOND, port, older, behind=port):
        (finding,) = delegated.check()
    assert finding.code == "servers-disagree"
    assert "20200101" in finding.message


def test_a_network_that_lets_no_question_out_blames_no_server(scene: Scene) -> None:
    scene.dns(
        f"{DOMAIN}. SOA ns2.{DOMAIN}. hostmaster.{DOMAIN}. 1 7200 900 1209600 60",
        f"{DOMAIN}. NS ns2.{DOMAIN}.",
        f"ns2.{DOMAIN}. A {SECOND}",
    )
    assert scene.check() == ()


def test_tlsa_records_are_shown_only_when_dnssec_proves_them(scene: Scene) -> None:
    scene.dns(f"_25._tcp.mx1.{DOMAIN}. TLSA 3 1 1 {'ab' * 32}")
    assert scene.check() == ()

    def proven(
        query: dns.message.Message, answer: dns.message.Message | None
    ) -> dns.message.Message:
        assert answer is not None
        if query.flags & dns.flags.AD:
            answer.flags |= dns.flags.AD
        return answer

    with name_server_at(LOOPBACK, 0, proven, behind=scene.names.port) as port:
        scene.name_server = (LOOPBACK, port)
        (finding,) = scene.check()
    assert (finding.code, finding.severity) == ("mx-dane", Severity.INFO)
    assert finding.subject == f"mx1.{DOMAIN}"

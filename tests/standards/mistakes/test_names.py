"""Names as people write them become A-labels, or an error that says where and why."""

import re
from pathlib import Path

import pytest
import yaml

from mtasts_pages.standards import (
    DefectKind,
    DomainError,
    MxPattern,
    MxPatternError,
    find_mx_defects,
    parse_domain,
    parse_mx_pattern,
)

PROVIDERS = Path(__file__).parents[4] / "shared/facts/providers.yaml"
Kind = DefectKind
LONG_LABEL = "a" * 63
LONG_NAME = f"{'a' * 63}." * 3 + "a" * 57 + ".org"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("example.com", "example.com"),
        ("EXAMPLE.com.", "example.com"),
        (" example.com\n", "example.com"),
        ("mail-1.a.b.c.example.co.uk", "mail-1.a.b.c.example.co.uk"),
        ("1.2.3.example", "1.2.3.example"),
        ("4chan.org", "4chan.org"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example.", "xn--bcher-kva.example"),
        ("faß.de", "xn--fa-hia.de"),  # IDNA 2008, not the "fass" of 2003
        ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
        ("example。com", "example.com"),  # the dot of East Asian keyboards
        ("ｅｘａｍｐｌｅ.com", "example.com"),  # noqa: RUF001 - full-width letters
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("example.xn--p1ai", "example.xn--p1ai"),
        (f"{LONG_LABEL}.org", f"{LONG_LABEL}.org"),
        (LONG_NAME, LONG_NAME),
    ],
)
def test_a_domain_becomes_lower_case_a_labels(written: str, name: str) -> None:
    assert parse_domain(written) == name


@pytest.mark.parametrize(
    ("written", "kind", "column"),
    [
        ("", Kind.NAME_EMPTY, 1),
        (".", Kind.NAME_EMPTY, 1),
        ("localhost", Kind.NAME_SINGLE_LABEL, 1),
        ("com.", Kind.NAME_SINGLE_LABEL, 1),
        ("192.0.2.1", Kind.NAME_IP_ADDRESS, 1),
        ("2001:db8::1", Kind.NAME_IP_ADDRESS, 1),
        ("[192.0.2.1]", Kind.NAME_IP_ADDRESS, 1),
        ("example.123", Kind.NAME_NUMERIC_TLD, 9),
        ("my_domain.com", Kind.NAME_UNDERSCORE, 3),
        ("_mta-sts.example.com", Kind.NAME_UNDERSCORE, 1),
        ("exa mple.com", Kind.NAME_WHITE_SPACE, 1),
        ("example..com", Kind.LABEL_EMPTY, 9),
        ("example.com..", Kind.LABEL_EMPTY, 13),
        (".example.com", Kind.LABEL_EMPTY, 1),
        ("-example.com", Kind.LABEL_HYPHEN, 1),
        ("example-.com", Kind.LABEL_HYPHEN, 1),
        ("*.example.com", Kind.NAME_CHARACTER, 1),
        ("user@example.com", Kind.NAME_CHARACTER, 5),
        ("example.com/path", Kind.NAME_CHARACTER, 12),
        (f"{LONG_LABEL}a.org", Kind.LABEL_TOO_LONG, 1),
        (f"a{LONG_NAME}", Kind.NAME_TOO_LONG, 1),
        ("☃\u200d.example", Kind.NAME_NOT_IDNA, 1),
        ("a\u0301\u0301\u202e.example", Kind.NAME_NOT_IDNA, 1),
        ("bü cher.example", Kind.NAME_NOT_IDNA, 1),
        ("ü" * 80 + ".example", Kind.NAME_NOT_IDNA, 1),
    ],
)
def test_what_is_no_domain_is_refused_at_its_place(written: str, kind: Kind, column: int) -> None:
    with pytest.raises(DomainError) as caught:
        parse_domain(written)
    assert [(d.kind, d.column) for d in caught.value.defects] == [(kind, column)]
    assert caught.value.hint


def test_all_faults_of_a_domain_are_named_at_once() -> None:
    with pytest.raises(DomainError) as caught:
        parse_domain("-a.b_c..com")
    kinds = [defect.kind for defect in caught.value.defects]
    assert kinds == [Kind.LABEL_HYPHEN, Kind.NAME_UNDERSCORE, Kind.LABEL_EMPTY]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("mx1.example.com", "mx1.example.com"),
        ("ASPMX.L.GOOGLE.COM", "aspmx.l.google.com"),
        ("*.Mail.example.com", "*.mail.example.com"),
        ("*.bücher.example", "*.xn--bcher-kva.example"),
        ("10-20.mail.example", "10-20.mail.example"),
        ("1.example.com", "1.example.com"),
    ],
)
def test_a_pattern_becomes_lower_case_a_labels(written: str, text: str) -> None:
    assert parse_mx_pattern(written) == MxPattern(text)


@pytest.mark.parametrize(
    ("written", "kinds", "repair"),
    [
        ("10 mx1.acme.org.", [Kind.MX_PRIORITY, Kind.MX_TRAILING_DOT], "mx1.acme.org"),
        ("10\tmx1.acme.org", [Kind.MX_PRIORITY], "mx1.acme.org"),
        ("Priority 1: SMTP.ACME.ORG", [Kind.MX_PRIORITY], "smtp.acme.org"),
        ("prio=5 mx.acme.org", [Kind.MX_PRIORITY], "mx.acme.org"),
        ("MX 10 mx.acme.org", [Kind.MX_PRIORITY], "mx.acme.org"),
        ("IN MX 10 mx.acme.org.", [Kind.MX_PRIORITY, Kind.MX_TRAILING_DOT], "mx.acme.org"),
        ("10:mx.acme.org", [Kind.MX_PRIORITY], "mx.acme.org"),
        ("mx.acme.org 10", [Kind.MX_PRIORITY], "mx.acme.org"),
        ("mx.acme.org (10)", [Kind.MX_PRIORITY], "mx.acme.org"),
        ("@ 10 mx.acme.org", [Kind.MX_PRIORITY], "mx.acme.org"),
        (
            "acme.org. 300 IN MX 10 mx.acme.org.",
            [Kind.MX_PRIORITY, Kind.MX_TRAILING_DOT],
            "mx.acme.org",
        ),
        ("mx.acme.org (Microsoft 365)", [Kind.TRAILING_COMMENT], "mx.acme.org"),
        ("[mx1.acme.org, mx2.acme.org]", [Kind.MX_PUNCTUATION, Kind.MX_LIST], None),
        ("mx.acme.org.", [Kind.MX_TRAILING_DOT], "mx.acme.org"),
        ("*.acme.org.", [Kind.MX_TRAILING_DOT], "*.acme.org"),
        ("mx.acme.org. .", [Kind.MX_TRAILING_DOT], "mx.acme.org"),
        ("mx.acme.org,", [Kind.MX_PUNCTUATION], "mx.acme.org"),
        ("'mx.acme.org'", [Kind.MX_PUNCTUATION], "mx.acme.org"),
        ("“mx.acme.org”", [Kind.MX_PUNCTUATION], "mx.acme.org"),
        ("<mx.acme.org>", [Kind.MX_PUNCTUATION], "mx.acme.org"),
        ("[mx.acme.org]", [Kind.MX_PUNCTUATION], "mx.acme.org"),
        ("mx.acme.org<br>", [Kind.MX_PUNCTUATION], "mx.acme.org"),
        ("**mx.acme.org**", [Kind.MX_PUNCTUATION], "mx.acme.org"),
        ("[mx.acme.org](http://mx.acme.org)", [Kind.MX_PUNCTUATION], "mx.acme.org"),
        ("https://mx.acme.org/", [Kind.MX_URL], "mx.acme.org"),
        ("smtp://mx.acme.org:25", [Kind.MX_URL, Kind.MX_PORT], "mx.acme.org"),
        ("mx.acme.org:25", [Kind.MX_PORT], "mx.acme.org"),
        ("mx.acme.org # primary", [Kind.TRAILING_COMMENT], "mx.acme.org"),
        ("mx.acme.org (primary)", [Kind.TRAILING_COMMENT], "mx.acme.org"),
        ("mx.acme.org // primary", [Kind.TRAILING_COMMENT], "mx.acme.org"),
        ("*acme.org", [Kind.MX_WILDCARD], "*.acme.org"),
        (".acme.org", [Kind.MX_WILDCARD], "*.acme.org"),
        ("*.*.acme.org", [Kind.MX_WILDCARD], "*.acme.org"),
        ("mx.*.acme.org", [Kind.MX_WILDCARD], None),
        ("*", [Kind.MX_WILDCARD], None),
        ("mx1.acme.org, mx2.acme.org", [Kind.MX_LIST], None),
        ("mx1.acme.org mx2.acme.org", [Kind.MX_LIST], None),
        ("mx1.acme.org;mx2.acme.org.", [Kind.MX_LIST], None),
        ("postmaster@acme.org", [Kind.MX_MAIL_ADDRESS], None),
        ("192.0.2.1", [Kind.MX_IP_ADDRESS], None),
        ("192.0.2.1:25", [Kind.MX_IP_ADDRESS], None),
        ("[IPv6:2001:db8::1]", [Kind.MX_IP_ADDRESS], None),
        ("2001:db8::1", [Kind.MX_IP_ADDRESS], None),
        (".", [Kind.MX_NULL], None),
        ("", [Kind.MX_EMPTY], None),
        ("mx1.your_domain.tld", [Kind.TEMPLATE_TEXT], None),
        ("<your mail server>", [Kind.TEMPLATE_TEXT], None),
        ("{{ mx_host }}", [Kind.TEMPLATE_TEXT], None),
        ("[your mx host]", [Kind.TEMPLATE_TEXT], None),
        ("$MX_HOST", [Kind.TEMPLATE_TEXT], None),
        ("localhost", [Kind.NAME_SINGLE_LABEL], None),
        ("*.org", [Kind.NAME_SINGLE_LABEL], None),
        ("mx_1.acme.org", [Kind.NAME_UNDERSCORE], None),
        ("mail server", [Kind.NAME_WHITE_SPACE], None),
        ("mx.acme.org\u00a0", [Kind.NAME_WHITE_SPACE], "mx.acme.org"),
        (" mx.acme.org", [Kind.NAME_WHITE_SPACE], "mx.acme.org"),
    ],
)
def test_what_people_paste_is_recognised(
    written: str, kinds: list[Kind], repair: str | None
) -> None:
    with pytest.raises(MxPatternError) as caught:
        parse_mx_pattern(written)
    assert [defect.kind for defect in caught.value.defects] == kinds
    assert caught.value.repair == repair
    assert all(defect.repair == repair for defect in caught.value.defects)


@pytest.mark.parametrize(
    ("host", "kinds"),
    [
        ("mx1.acme.org", []),
        ("myriad.acme.org", []),
        ("www123.your-server.de", []),
        ("your-server.de.acme.org", [Kind.PLACEHOLDER_HOST]),
        ("foo-bar-mx.acme.org", [Kind.PLACEHOLDER_HOST]),
        ("your-email-server.com", [Kind.PLACEHOLDER_HOST]),
        ("mail.yourdomain.com", [Kind.PLACEHOLDER_HOST]),
        ("mx.domain.tld", [Kind.PLACEHOLDER_HOST]),
        ("*.example.com", [Kind.RESERVED_HOST]),
        ("ms12345678.msv1.invalid", [Kind.NOT_RECEIVING_HOST]),
        ("feedback-smtp.eu-west-1.amazonses.com", [Kind.NOT_RECEIVING_HOST]),
        ("mta-sts.acme.org", [Kind.POLICY_HOST_AS_MX]),
        ("mail.your-domain.com", [Kind.PLACEHOLDER_HOST]),
        ("yourdomain-com.mail.protection.outlook.com", [Kind.PLACEHOLDER_HOST]),
        ("example-com.mail.protection.outlook.com", [Kind.PLACEHOLDER_HOST]),
        ("contoso-com.mail.protection.outlook.com", [Kind.PLACEHOLDER_HOST]),
        ("mail.mydomain.com", [Kind.PLACEHOLDER_HOST]),
        ("mx.domain.com", [Kind.PLACEHOLDER_HOST]),
        ("todo.acme.org", [Kind.PLACEHOLDER_HOST]),
        ("xxxx-xxxx.acme.org", [Kind.PLACEHOLDER_HOST]),
        ("mail.protection.outlook.com", [Kind.COVERS_NO_HOST]),
        ("*.protection.outlook.com", [Kind.COVERS_NO_HOST]),
        ("*.outlook.com", [Kind.COVERS_NO_HOST]),
        ("*.mx.microsoft", [Kind.COVERS_NO_HOST]),
        ("*.acme-org.mail.protection.outlook.com", [Kind.COVERS_NO_HOST]),
        ("*.cloudflare.net", [Kind.COVERS_NO_HOST]),
        ("l.google.com", [Kind.COVERS_NO_HOST]),
        ("*.smtp.google.com", [Kind.COVERS_NO_HOST]),
        ("alt5.aspmx.l.google.com", [Kind.COVERS_NO_HOST]),
        ("*.icloud.com", [Kind.COVERS_NO_HOST]),
        ("*.ess.barracudanetworks.com", [Kind.COVERS_NO_HOST]),
        ("smtp.office365.com", [Kind.NOT_RECEIVING_HOST]),
        ("imap.gmail.com", [Kind.NOT_RECEIVING_HOST]),
        ("localhost.localdomain", [Kind.NOT_RECEIVING_HOST]),
        ("mail.acme.internal", [Kind.NOT_RECEIVING_HOST]),
        ("smtp.fastmail.com", [Kind.NOT_RECEIVING_HOST]),
        ("email-smtp.eu-west-1.amazonaws.com", [Kind.NOT_RECEIVING_HOST]),
    ],
)
def test_a_valid_host_that_is_no_mail_host_is_noted(host: str, kinds: list[Kind]) -> None:
    assert parse_mx_pattern(host).text == host
    assert [defect.kind for defect in find_mx_defects(host)] == kinds


@pytest.mark.parametrize(
    "host",
    [
        "mail.cocktail.bar",
        "mx.juice.foo",
        "mail.wine-bar.net",
        "state-bar-org.mail.protection.outlook.com",
        "mail.myhostingpartner.net",
        "mx.mymailbox.net",
        "mx.yourhosting.nl",
        "mail.yourdomainhosting.net",
        "mail.todo.at",
        "mail.placeholder.vc",
        "mx.acme.xxx",
        "mail.foo-fighters.com",
        "domains-com.mail.protection.outlook.com",
        "examplecorp-com.mail.protection.outlook.com",
        "mail.mycompanynews.com",
        "mail.foobar.ch",
        "imap.acme.org",
        "smtp.google.com",
        "mail.home.acme.org",
    ],
)
def test_the_name_of_a_real_company_is_no_placeholder(host: str) -> None:
    assert not find_mx_defects(host)


def test_no_pattern_of_a_provider_is_said_to_cover_none() -> None:
    """The patterns that the providers' customers are to use, read from outside the project."""
    if not PROVIDERS.exists():
        pytest.skip("the list of providers is not here")
    patterns: list[str] = []
    for provider in yaml.safe_load(PROVIDERS.read_text()):
        for key in ("mx", "mx_legacy", "mx_older", "mx_wide", "extra"):
            patterns += provider.get(key, ())
    names = [re.sub(r"\{[^}]*\}", "7", pattern) for pattern in patterns if pattern != "from-dns"]
    assert len(names) > 50
    for name in names:
        assert not find_mx_defects(name), name

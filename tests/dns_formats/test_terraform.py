"""Terraform files, parsed as HCL and read as each provider reads its values."""

import re

import dns.rdata
import hcl2
import pytest
from dns_formats.records import Held, fleet, hostile, reasons, standing, status, zone_of
from hypothesis import given, settings

from mtasts_pages.dns import Provider, RecordState, format_terraform
from mtasts_pages.dns.formats.terraform import quote

ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def unquote(literal: str) -> str:
    """Return the value of an HCL string literal; any template in it is an error.

    HCL, "Quoted templates": backslash escapes; ``${`` and ``%{`` begin a template.
    """
    assert literal[0] == literal[-1] == '"'
    text, out, at = literal[1:-1], [], 0
    while at < len(text):
        assert not text.startswith(("${", "%{", '"', "\n"), at), literal
        if text[at] == "\\":
            code = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|(.))").match(text, at)
            assert code is not None
            out.append(ESCAPES[code[3]] if code[3] else chr(int(code[1] or code[2], 16)))
            at = code.end()
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


def blocks(text: str, kind: str) -> dict[str, dict[str, object]]:
    """Return the blocks of a resource or data type, by label."""
    parsed = hcl2.loads(text)
    return {
        label.strip('"'): body
        for group in ("resource", "data")
        for block in parsed.get(group, [])
        for found, labelled in block.items()
        if found.strip('"') == kind
        for label, body in labelled.items()
    }


def route53(text: str) -> Held:
    """Return what Route 53 would hold: the provider puts the outer quotes around a TXT value."""
    held: Held = {}
    for body in blocks(text, "aws_route53_record").values():
        kind, (value,) = unquote(body["type"]), map(unquote, body["records"])
        if kind == "TXT":
            value = text_of(re.sub(r"\\([0-7]{3})", octal_to_decimal, f'"{value}"'))
        held[f"{unquote(body['name'])}.", kind] = value
        assert body["ttl"] == 3600
    return held


def octal_to_decimal(match: re.Match[str]) -> str:
    return f"\\{int(match[1], 8):03d}"


def cloudflare(text: str) -> Held:
    """Return what Cloudflare would hold: the content of a TXT record is as in a master file."""
    held: Held = {}
    for body in blocks(text, "cloudflare_dns_record").values():
        kind, value = unquote(body["type"]), unquote(body["content"])
        held[f"{unquote(body['name'])}.", kind] = text_of(value) if kind == "TXT" else f"{value}."
        assert ("proxied" in body) == (kind == "CNAME")
        assert body.get("proxied") in (None, False, "false")
    return held


def text_of(data: str) -> str:
    strings = dns.rdata.from_text("IN", "TXT", data).strings
    assert all(len(string) <= 255 for string in strings)
    return b"".join(strings).decode("ascii")


READERS = {Provider.ROUTE53: route53, Provider.CLOUDFLARE: cloudflare}


@pytest.mark.parametrize("provider", Provider)
def test_hcl_declares_exactly_what_should_stand(provider: Provider) -> None:
    zones = fleet()
    assert READERS[provider](format_terraform(zones, provider)) == standing(zones)


@pytest.mark.parametrize(
    ("provider", "kind"),
    [(Provider.ROUTE53, "aws_route53_zone"), (Provider.CLOUDFLARE, "cloudflare_zone")],
)
def test_records_refer_to_the_zone_that_they_lie_in(provider: Provider, kind: str) -> None:
    text = format_terraform(fleet(), provider)
    assert set(blocks(text, kind)) == {"zone_example_com", "zone_example_net"}
    (shop,) = re.findall(r'"tls_reporting_shop_example_com" \{\n  zone_id = (\S+)', text)
    assert shop.startswith(f"data.{kind}.zone_example_com.")


@pytest.mark.parametrize("provider", Provider)
def test_a_record_on_hold_leaves_the_one_that_is_there(provider: Provider) -> None:
    held = status("v=STSv1; id=new", RecordState.HOLD, "Hold it back.", ("v=STSv1; id=old",))
    found = READERS[provider](format_terraform(zone_of(held), provider))
    assert found == {("_mta-sts.example.com.", "TXT"): "v=STSv1; id=old"}


@given(hostile)
def test_a_quoted_string_has_one_reading(text: str) -> None:
    assert unquote(quote(text)) == text


@pytest.mark.parametrize("provider", Provider)
@settings(max_examples=40, deadline=None)
@given(value=hostile, reason=reasons)
def test_no_value_and_no_reason_says_more_than_itself(
    provider: Provider, value: str, reason: str
) -> None:
    text = format_terraform(zone_of(status(value, reason=reason)), provider)
    ascii_value = value.encode("ascii", "backslashreplace").decode()
    assert READERS[provider](text) == {("_mta-sts.example.com.", "TXT"): ascii_value}
    held = format_terraform(zone_of(status(value, RecordState.HOLD, reason)), provider)
    assert READERS[provider](held) == {}

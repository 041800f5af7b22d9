"""Terraform: HCL for the provider that the operator names."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from mtasts_pages.dns.formats.master import split_strings, zone_value
from mtasts_pages.dns.formats.notes import comment_lines, write_notes
from mtasts_pages.dns.zones import Entry, Zone

_LAST_OF_FOUR_DIGITS = 0xFFFF


class Provider(StrEnum):
    """Whose DNS Terraform writes to."""

    ROUTE53 = "route53"
    CLOUDFLARE = "cloudflare"


def format_terraform(zones: Iterable[Zone], provider: Provider) -> str:
    """Return a data source for each zone and a resource for each of its records.

    Names are written in full, which both providers understand in any zone.
    """
    return "\n".join(_format_zone(zone, provider) for zone in zones)


def _format_zone(zone: Zone, provider: Provider) -> str:
    blocks = [_lookup(zone.name, provider)]
    for entry in zone.entries:
        status = entry.status
        lines = comment_lines("#", write_notes(status, declared=True))
        if status.record.value is not None:
            values = status.standing
            body = _resources(entry, values or (status.record.value,), provider)
            lines += body if values else comment_lines("#", body)
        blocks.append(lines)
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def _lookup(zone: str, provider: Provider) -> list[str]:
    """Return the block that finds the id of *zone* at the provider."""
    if provider is Provider.ROUTE53:
        return [
            f'data "aws_route53_zone" "{_zone_label(zone)}" {{',
            f"  name = {quote(zone + '.')}",
            "}",
        ]
    return [
        f'data "cloudflare_zone" "{_zone_label(zone)}" {{',
        f"  filter = {{ name = {quote(zone)} }}",
        "}",
    ]


def _resources(entry: Entry, values: tuple[str, ...], provider: Provider) -> list[str]:
    record = entry.status.record
    name = quote(record.name.removesuffix("."))
    label = f"{record.purpose.value.replace('-', '_')}_{entry.domain.replace('.', '_')}"
    if provider is Provider.ROUTE53:
        written = ", ".join(quote(_route53_value(record.type, value)) for value in values)
        return [
            f'resource "aws_route53_record" "{label}" {{',
            f"  zone_id = data.aws_route53_zone.{_zone_label(entry.zone)}.zone_id",
            f"  name    = {name}",
            f'  type    = "{record.type}"',
            f"  ttl     = {record.ttl}",
            f"  records = [{written}]",
            "}",
        ]
    lines = []
    for number, value in enumerate(values, 1):
        own = label if number == 1 else f"{label}_{number}"
        # Cloudflare wants the strings of a TXT record in quotes, as in a master file.
        content = value.removesuffix(".") if record.type == "CNAME" else zone_value("TXT", value)
        lines += [
            f'resource "cloudflare_dns_record" "{own}" {{',
            f"  zone_id = data.cloudflare_zone.{_zone_label(entry.zone)}.id",
            f"  name    = {name}",
            f'  type    = "{record.type}"',
            f"  ttl     = {record.ttl}",
            f"  content = {quote(content)}",
        ]
        if record.type == "CNAME":
            # Behind Cloudflare's proxy GitHub can neither get nor renew the certificate.
            lines.append("  proxied = false")
        lines.append("}")
    return lines


def _route53_value(kind: str, value: str) -> str:
    """Return *value* as the AWS provider takes it.

    It puts the outer quotes around a TXT value itself; the seam of two strings is written
    as ``""``. Route 53 escapes an octet as three octal digits.
    """
    if kind != "TXT":
        return value
    return '""'.join("".join(map(_escape_octet, part)) for part in split_strings(value))


def _escape_octet(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    return char if " " <= char <= "~" else f"\\{ord(char):03o}"


def quote(text: str) -> str:
    r"""Return *text* as an HCL string: nothing in it ends the string or begins a template.

    >>> print(quote('${file("x")} %{ if true }'))
    "\u0024{file(\"x\")} \u0025{ if true }"
    """
    out = []
    for number, char in enumerate(text):
        if char in '"\\':
            out.append("\\" + char)
        elif not " " <= char <= "~" or (char in "$%" and text[number + 1 : number + 2] == "{"):
            out.append(_escape_character(ord(char)))
        else:
            out.append(char)
    return f'"{"".join(out)}"'


def _escape_character(code: int) -> str:
    return f"\\u{code:04x}" if code <= _LAST_OF_FOUR_DIGITS else f"\\U{code:08x}"


def _zone_label(zone: str) -> str:
    return f"zone_{zone.replace('.', '_')}"

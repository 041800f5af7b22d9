"""The records as text for the places that they go to, a module for each of them.

`FORMATS` is the one list: a format is a module here and a row in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mtasts_pages.dns.formats.dnscontrol import format_dnscontrol
from mtasts_pages.dns.formats.master import format_record, format_zone, zone_value
from mtasts_pages.dns.formats.nsupdate import format_nsupdate
from mtasts_pages.dns.formats.octodns import format_octodns
from mtasts_pages.dns.formats.terraform import Provider, format_terraform
from mtasts_pages.dns.zones import DomainRecords, Zone

__all__ = [
    "FORMATS",
    "Format",
    "Provider",
    "format_dnscontrol",
    "format_nsupdate",
    "format_octodns",
    "format_record",
    "format_terraform",
    "format_zone",
    "zone_value",
]


@dataclass(frozen=True, slots=True)
class Format:
    """How records are written for one consumer.

    Attributes:
        write: Returns the text for records, the zones that they lie in, and the provider that
            is named for a format that needs one.
        declares: Whether the text says what the whole DNS should hold, so that what it leaves
            out is removed.
        needs_provider: Whether it is written for one provider.

    """

    write: Callable[[Sequence[DomainRecords], Sequence[Zone], Provider | None], str]
    declares: bool = False
    needs_provider: bool = False


FORMATS: Final[Mapping[str, Format]] = {
    "zone": Format(
        lambda records, _zones, _provider: "\n".join(
            format_zone(statuses) for _, statuses in records
        )
    ),
    "octodns": Format(lambda _records, zones, _provider: format_octodns(zones), declares=True),
    "dnscontrol": Format(
        lambda _records, zones, _provider: format_dnscontrol(zones), declares=True
    ),
    "terraform": Format(
        lambda _records, zones, provider: format_terraform(zones, provider or Provider.ROUTE53),
        declares=True,
        needs_provider=True,
    ),
    "nsupdate": Format(lambda _records, zones, _provider: format_nsupdate(zones)),
}
"""Every format by its name on the command line."""

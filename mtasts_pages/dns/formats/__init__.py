"""The records as text for the places that they go to, a module for each of them."""

from mtasts_pages.dns.formats.dnscontrol import format_dnscontrol
from mtasts_pages.dns.formats.listing import format_json, format_table
from mtasts_pages.dns.formats.master import format_record, format_zone, zone_value
from mtasts_pages.dns.formats.nsupdate import format_nsupdate
from mtasts_pages.dns.formats.octodns import format_octodns
from mtasts_pages.dns.formats.terraform import Provider, format_terraform

__all__ = [
    "Provider",
    "format_dnscontrol",
    "format_json",
    "format_nsupdate",
    "format_octodns",
    "format_record",
    "format_table",
    "format_terraform",
    "format_zone",
    "zone_value",
]

"""The live MX hosts against the policies that senders may still hold from earlier."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mtasts_pages.checks.coverage import find_uncovered
from mtasts_pages.checks.finding import Area, Finding, Kind, Severity, find
from mtasts_pages.site.history import History
from mtasts_pages.standards.mtasts import Mode
from mtasts_pages.state import MailRoute

# fmt: off
MX_NOT_HELD = Kind("mx-not-held", Area.MAIL, Severity.WARNING,
    "Senders may hold an older policy that does not cover a live MX host",
    hint="keep MX hosts that the older policy names in the MX records, and answering, until then",
    why="A sender keeps an enforced policy for its `max_age`, and some for as long as they can read"
        " its id. It does not deliver to a host that this policy does not name, whatever today's"
        " policy says (RFC 8461, 5). `mtasts-pages history` shows which policies may be held.")
# fmt: on


def judge_held_policies(
    history: History, mail: MailRoute | None, now: datetime, ttl: timedelta
) -> tuple[Finding, ...]:
    """Return the live MX hosts that an older enforced policy does not cover, each with a date."""
    until: dict[str, datetime] = {}
    for each in history.may_hold(now, ttl):
        if each is history.current or each.policy is None or each.policy.mode is not Mode.ENFORCE:
            continue
        safe = each.hold_until(now, ttl).safe
        for host in find_uncovered(each.policy, () if mail is None else mail.hosts):
            until[host] = max(safe, until.get(host, safe))
    return tuple(
        find(
            MX_NOT_HELD,
            host,
            f"senders may hold an older policy that does not cover `{host}`, until"
            f" {safe.astimezone(UTC):%Y-%m-%d %H:%M} UTC at the latest",
        )
        for host, safe in until.items()
    )

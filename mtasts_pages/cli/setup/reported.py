"""The TLS reports that the config names, weighed for `promote`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mtasts_pages.checks.domain import judge_domain
from mtasts_pages.cli.setup.mailbox import MailboxAccess
from mtasts_pages.cli.setup.reports import open_sources
from mtasts_pages.cli.setup.selection import Selection
from mtasts_pages.cli.setup.settings import read_settings
from mtasts_pages.errors import AuthenticationError, OperationError
from mtasts_pages.rollout.life.evidence import Evidence
from mtasts_pages.rollout.life.promotion import ReportEvidence
from mtasts_pages.rollout.life.reported import HEARD, weigh_reports
from mtasts_pages.rollout.reports.gather import gather_reports
from mtasts_pages.rollout.reports.held import list_known
from mtasts_pages.rollout.reports.judge import judge_reports
from mtasts_pages.rollout.reports.live import Live
from mtasts_pages.rollout.reports.reading import How

_LEAVE_OUT = "fix the source, or run the command with --no-reports"


def weigh_configured_reports(
    selection: Selection, gathered: Sequence[Evidence], now: datetime
) -> Mapping[str, ReportEvidence]:
    """Return what reports say about each domain of *gathered*; nothing where none are configured.

    Raises:
        OperationError: A source cannot be read: silence must not pass for consent.
        AuthenticationError: That is for want of the right to read it.

    """
    config = selection.config
    if not config.reports:
        return {}
    settings = read_settings(os.environ)
    how = How(
        now,
        since=(now - HEARD).date(),
        trusted=config.trusted,
        name_server=settings.name_server,
    )
    sources, _ = open_sources(config.reports, MailboxAccess(), settings.ca_file, how)
    domains = [each.target.domain for each in gathered]
    jobs = os.cpu_count() or 1
    summary = gather_reports(sources, domains, how, jobs=jobs, listener=lambda _: None)
    for source in summary.sources:
        if source.error is not None:
            kind = AuthenticationError if source.is_refused else OperationError
            raise kind(f"the TLS reports cannot be read: {source.error}", _LEAVE_OUT)
    known = {
        each.target.domain: list_known(each.ledger.history.announcements, each.target.policy)
        for each in gathered
    }
    live = {each.target.domain: _live(each, now) for each in gathered}
    judged = judge_reports(summary.domains, known, live, now)
    return {
        each.summary.domain: weigh_reports(each, evidence.target.policy, now)
        for each, evidence in zip(judged, gathered, strict=True)
    }


def _live(evidence: Evidence, now: datetime) -> Live:
    """Return the domain as it was just seen."""
    mail = evidence.seen.mail
    hosts = None if mail is None or mail.mx.failed else frozenset(mail.hosts)
    seen = replace(evidence.seen, mail_hosts=tuple(evidence.hosts))
    return Live(hosts, judge_domain(evidence.target, seen, now).findings)

"""From the command line of `reports` to judged reports."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup.access import Access
from mtasts_pages.cli.setup.mailbox import MailboxAccess
from mtasts_pages.cli.setup.outside import connect_for_check
from mtasts_pages.cli.setup.selection import Selection, read_selection
from mtasts_pages.cli.setup.settings import read_settings
from mtasts_pages.config import ConfigNotFoundError
from mtasts_pages.config.keys import ImapFolder, parse_source
from mtasts_pages.errors import OperationError, UsageError
from mtasts_pages.rollout.life.ledger import read_ledgers
from mtasts_pages.rollout.reports.catalogue import RESULTS, Effect
from mtasts_pages.rollout.reports.gather import PathSource, Source, gather_reports
from mtasts_pages.rollout.reports.held import KnownPolicy, list_known
from mtasts_pages.rollout.reports.judge import JudgedDomain, judge_reports
from mtasts_pages.rollout.reports.live import Live, look_at_domains
from mtasts_pages.rollout.reports.reading import How
from mtasts_pages.rollout.reports.summary import ReportSummary
from mtasts_pages.state import Target
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.mail.imap import Mailbox
from mtasts_pages.world.outside import Outside

_LOOKS = 16


@dataclass(frozen=True, slots=True)
class JudgedReports:
    """What `reports` shows."""

    summary: ReportSummary
    domains: tuple[JudgedDomain, ...]
    now: datetime
    mailboxes: Mapping[int, Mailbox]
    """The sources that are mailboxes, by their number."""
    archive_to: str | None

    @property
    def has_failed(self) -> bool:
        """Whether a source could not be read; single mails in it may be what they like."""
        return any(each.error for each in self.summary.sources) or any(
            each.examples and each.examples[0][0] == each.source for each in self.summary.sources
        )

    @property
    def is_refused(self) -> bool:
        """Whether sources failed for want of the right to read them, and none otherwise."""
        failed = [each for each in self.summary.sources if each.error]
        return bool(failed) and all(each.is_refused for each in failed)

    def archive(self, console: Console) -> None:
        """Move what held reports, where the operator wants that. Last of all."""
        if self.archive_to is None:
            return
        for number, mailbox in self.mailboxes.items():
            source = self.summary.sources[number]
            if source.error is None and source.names:
                moved = mailbox.archive(source.names, self.archive_to)
                console.note(f"moved {moved:,} mails of {source.source} to `{self.archive_to}`")


def judge_sources(
    console: Console,
    selection: Selection | None,
    given: Sequence[str],
    how: How,
    opened_by: MailboxAccess,
    *,
    access: Access,
    jobs: int | None,
    with_live: bool,
) -> JudgedReports:
    """Return the reports of the sources that are *given*, else of those in the config, judged.

    Args:
        console: Is told what could not be looked at.
        selection: The domains that count; ``None`` without a config: all.
        given: The sources of the command line.
        how: What reading goes by, as far as options say.
        opened_by: What opens mailboxes.
        access: Who asks GitHub which policies were announced; nobody does without a token.
        jobs: How many processes read.
        with_live: Whether to look at the domains and at GitHub.

    Raises:
        UsageError: There is nothing to read, or a source is none.
        AuthenticationError: A mailbox is named, and nothing that opens it.

    """
    settings, clock = read_settings(os.environ), SystemClock()
    config = None if selection is None else selection.config
    texts = given or (config.reports if config is not None else ())
    if not texts:
        raise UsageError(
            "nobody says where the TLS reports lie",
            "name a file, a folder or a mailbox, or set `reports.from` in the config",
        )
    how = replace(
        how,
        now=clock.now(),
        trusted=(*how.trusted, *(config.trusted if config is not None else ())),
        name_server=settings.name_server,
        with_names=opened_by.archive_to is not None,
    )
    sources, mailboxes = open_sources(texts, opened_by, settings.ca_file, how)
    domains = None if selection is None else [each.domain for each in selection.domains]
    summary = gather_reports(
        sources, domains, how, jobs=jobs or os.cpu_count() or 1, listener=lambda _: None
    )
    known: Mapping[str, Sequence[KnownPolicy]] = {}
    live: Mapping[str, Live] = {}
    if selection is not None:
        known = {each.domain: (KnownPolicy(each.policy),) for each in selection.domains}
        if with_live:
            announced, live = _look(console, access, selection, summary)
            known = {**known, **announced}
    judged = judge_reports(summary.domains, known, live, how.now)
    return JudgedReports(summary, judged, how.now, mailboxes, opened_by.archive_to)


def read_wanted(
    console: Console, path: Path | None, patterns: Sequence[str], *, needed: bool
) -> Selection | None:
    """Return the config's domains; without a config `reports` reads whatever sources are named."""
    try:
        return read_selection(console, path, patterns)
    except ConfigNotFoundError:
        if needed or path is not None or patterns:
            raise
        return None


def open_sources(
    texts: Sequence[str], opened_by: MailboxAccess, ca_file: Path | None, how: How
) -> tuple[list[Source], dict[int, Mailbox]]:
    """Return the sources that *texts* name, each once, and those that are mailboxes by number.

    Nothing is contacted yet.

    Raises:
        UsageError: A text names no source.
        AuthenticationError: There is nothing that opens a mailbox.

    """
    places = [parse_source(text) for text in dict.fromkeys(texts)]
    sources: list[Source] = []
    mailboxes: dict[int, Mailbox] = {}
    folders = [place for place in places if isinstance(place, ImapFolder)]
    secret = opened_by.read_secret(os.environ) if folders else None
    for number, place in enumerate(places):
        if isinstance(place, ImapFolder) and secret is not None:
            mailbox = Mailbox(place, secret, ca_file=ca_file, since=how.since)
            mailboxes[number] = mailbox
            sources.append(mailbox)
        else:
            sources.append(PathSource(str(place)))
    return sources, mailboxes


def _look(
    console: Console, access: Access, selection: Selection, summary: ReportSummary
) -> tuple[Mapping[str, Sequence[KnownPolicy]], Mapping[str, Live]]:
    """Return the announcements of the domains with reports, and how those that fail are now."""
    reported = {each.domain for each in summary.domains if each.policies}
    failing = {
        each.domain
        for each in summary.domains
        if any(RESULTS[one.result_type].effect is not Effect.STOPS_DANE for one in each.failures)
    }
    targets = [each for each in selection.render_policies() if each.domain in reported | failing]
    if not targets:
        return {}, {}
    try:
        outside = connect_for_check(
            console, access, selection.owners, with_github=True, time_limit=None
        )
        live = look_at_domains(
            [target for target in targets if target.domain in failing], outside, _LOOKS
        )
    except OperationError as error:  # such as a machine without a name server
        console.note(f"warning: the domains could not be looked at: {error.message}")
        return {}, {}
    return _read_announced(console, targets, outside), live


def _read_announced(
    console: Console, targets: Sequence[Target], outside: Outside
) -> Mapping[str, Sequence[KnownPolicy]]:
    owned = [target for target in targets if target.owner]
    if outside.github is None or not owned:
        return {}
    try:
        ledgers = read_ledgers(owned, outside, _LOOKS)
    except OperationError as error:
        console.note(f"warning: what was announced could not be read: {error.message}")
        return {}
    return {
        target.domain: list_known(ledger.history.announcements, target.policy)
        for target, ledger in zip(owned, ledgers, strict=True)
        if ledger.history.announcements
    }

"""From the command line of `reports` to judged reports."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup.mailbox import MailboxAccess
from mtasts_pages.cli.setup.outside import connect_without_github
from mtasts_pages.cli.setup.selection import Selection, read_selection
from mtasts_pages.cli.setup.settings import read_settings
from mtasts_pages.config import ConfigNotFoundError
from mtasts_pages.config.keys import ImapFolder, parse_source
from mtasts_pages.errors import OperationError, UsageError
from mtasts_pages.rollout.reports.catalogue import RESULTS, Effect
from mtasts_pages.rollout.reports.gather import PathSource, Source, gather_reports
from mtasts_pages.rollout.reports.held import KnownPolicy
from mtasts_pages.rollout.reports.judge import JudgedDomain, judge_reports
from mtasts_pages.rollout.reports.live import Live, look_at_domains
from mtasts_pages.rollout.reports.reading import How
from mtasts_pages.rollout.reports.summary import ReportSummary
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.mail.imap import Mailbox

_LOOKS = 16


@dataclass(frozen=True, slots=True)
class JudgedReports:
    """What `reports` shows."""

    summary: ReportSummary
    domains: tuple[JudgedDomain, ...]
    now: datetime
    has_config: bool
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
    config_path: Path | None,
    patterns: Sequence[str],
    given: Sequence[str],
    how: How,
    access: MailboxAccess,
    *,
    jobs: int | None,
    with_live: bool,
) -> JudgedReports:
    """Return the reports of the sources that are *given*, else of those in the config, judged.

    Raises:
        UsageError: There is nothing to read, or a source is none.
        AuthenticationError: A mailbox is named, and nothing that opens it.

    """
    selection = _find_selection(console, config_path, patterns, needed=not given)
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
        with_names=access.archive_to is not None,
    )
    places = [parse_source(text) for text in dict.fromkeys(texts)]
    sources, mailboxes = _open(places, access, settings.ca_file, how)
    domains = None if selection is None else [each.domain for each in selection.domains]
    summary = gather_reports(
        sources, domains, how, jobs=jobs or os.cpu_count() or 1, listener=lambda _: None
    )
    known = {} if selection is None else _list_known(selection)
    live: Mapping[str, Live] = {}
    if with_live and selection is not None:
        live = _look(console, selection, summary)
    judged = judge_reports(summary.domains, known, live, how.now)
    return JudgedReports(
        summary, judged, how.now, selection is not None, mailboxes, access.archive_to
    )


def _find_selection(
    console: Console, path: Path | None, patterns: Sequence[str], *, needed: bool
) -> Selection | None:
    """Return the config's domains; without a config `reports` reads whatever sources are named."""
    try:
        return read_selection(console, path, patterns)
    except ConfigNotFoundError:
        if needed or path is not None or patterns:
            raise
        return None


def _open(
    places: Sequence[str | ImapFolder], access: MailboxAccess, ca_file: Path | None, how: How
) -> tuple[list[Source], dict[int, Mailbox]]:
    sources: list[Source] = []
    mailboxes: dict[int, Mailbox] = {}
    folders = [place for place in places if isinstance(place, ImapFolder)]
    secret = access.read_secret(os.environ) if folders else None
    for number, place in enumerate(places):
        if isinstance(place, ImapFolder) and secret is not None:
            mailbox = Mailbox(place, secret, ca_file=ca_file, since=how.since)
            mailboxes[number] = mailbox
            sources.append(mailbox)
        else:
            sources.append(PathSource(str(place)))
    return sources, mailboxes


def _list_known(selection: Selection) -> dict[str, tuple[KnownPolicy, ...]]:
    """Return what is known of each domain's announcements: today the policy of the config."""
    return {each.domain: (KnownPolicy(each.policy),) for each in selection.domains}


def _look(console: Console, selection: Selection, summary: ReportSummary) -> Mapping[str, Live]:
    """Return the domains with failures of a kind that can be seen from here, as they are now."""
    failing = {
        each.domain
        for each in summary.domains
        if any(RESULTS[one.result_type].effect is not Effect.STOPS_DANE for one in each.failures)
    }
    targets = [target for target in selection.render_policies() if target.domain in failing]
    if not targets:
        return {}
    try:
        return look_at_domains(targets, connect_without_github(console), _LOOKS)
    except OperationError as error:  # such as a machine without a name server
        console.note(f"warning: the domains could not be looked at: {error.message}")
        return {}

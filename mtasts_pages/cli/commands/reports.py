"""``mtasts-pages reports``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup import mailbox
from mtasts_pages.cli.setup.access import Access


@click.command("reports")
@options.config
@click.option(
    "--domain",
    "patterns",
    multiple=True,
    metavar="DOMAIN",
    help="Only this domain of the config, or those that match a pattern; repeatable.",
)
@click.option("--since", type=options.Day(), metavar="DATE", help="Only reports from this day on.")
@click.option("--until", type=options.Day(), metavar="DATE", help="Only reports up to this day.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="How the summary is written.",
)
@click.option(
    "--html",
    "html_folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write a page with charts, DIR/reports.html.",
)
@click.option(
    "--metrics",
    "metrics_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write metrics in the text format of Prometheus.",
)
@click.option(
    "--live/--no-live",
    "with_live",
    default=True,
    help="--no-live looks neither whether failures of the config's domains are still there, nor"
    " at GitHub which policies were announced.",
)
@click.option(
    "--dkim/--no-dkim",
    "with_keys",
    default=True,
    help="--no-dkim does not ask the DNS for the keys of signatures, which stay unchecked.",
)
@click.option(
    "--trust",
    "trusted",
    multiple=True,
    metavar="AUTHSERV-ID",
    help="Believe the Authentication-Results of this mail server of yours; repeatable.",
)
@mailbox.options
@options.access
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=None,
    metavar="N",
    help="How many processes read; default: one a processor.",
)
@options.common
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
def command(  # noqa: PLR0913 - one argument an option
    *,
    console: Console,
    config_path: Path | None,
    patterns: tuple[str, ...],
    since: date | None,
    until: date | None,
    form: str,
    html_folder: Path | None,
    metrics_file: Path | None,
    with_live: bool,
    with_keys: bool,
    trusted: tuple[str, ...],
    opened_by: mailbox.MailboxAccess,
    access: Access,
    jobs: int | None,
    sources: tuple[str, ...],
) -> int:
    """Read TLS reports, sum them up, and hold them against policies and live hosts.

    A SOURCE is a file (JSON, gzip, zip, mail, mbox), a folder of them, a Maildir, `-` for stdin,
    or `imaps://user@host/folder`; without one, what the config has under `reports`.
    """
    from mtasts_pages.cli.setup.reports import judge_sources, read_wanted
    from mtasts_pages.rollout.reports.reading import How
    from mtasts_pages.world.files import write_file

    asked = How(since=since, until=until, trusted=trusted, with_keys=with_keys)
    done = judge_sources(
        console,
        read_wanted(console, config_path, patterns, needed=not sources),
        sources,
        asked,
        opened_by,
        access=access,
        jobs=jobs,
        with_live=with_live,
    )
    if metrics_file is not None:
        from mtasts_pages.cli.views.reports_metrics import format_metrics

        write_file(metrics_file, format_metrics(done).encode())
        console.note(f"wrote {metrics_file}")
    if html_folder is not None:
        from mtasts_pages.cli.views.reports_page import render_page

        page = html_folder / "reports.html"
        write_file(page, render_page(done).encode())
        console.note(f"wrote {page}")
    if console.as_json:
        from mtasts_pages.cli.views.reports_document import describe_reports

        console.document("reports", describe_reports(done))
    elif form == "markdown":
        from mtasts_pages.cli.views.reports_markdown import format_markdown

        console.result(format_markdown(done))
    else:
        from mtasts_pages.cli.views.reports import show_reports

        show_reports(console, done)
    done.archive(console)
    if done.has_failed:
        return ExitCode.AUTHENTICATION if done.is_refused else ExitCode.FAILED
    return ExitCode.DONE

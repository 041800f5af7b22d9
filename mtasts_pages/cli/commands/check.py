"""``mtasts-pages check``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup.access import Access


@click.command("check")
@options.config
@click.option(
    "--mx/--no-mx",
    "with_mx",
    default=True,
    help="--no-mx asks only what a sender asks before it chooses an MX host: four DNS questions"
    " and one fetch a domain. MX hosts, CAA, wildcards and name servers are left out.",
)
@click.option(
    "--github/--no-github",
    "with_github",
    default=True,
    help="--no-github leaves GitHub out; it is left out without a token as well.",
)
@click.option("--strict", is_flag=True, help="Exit with 5 for warnings, too.")
@click.option(
    "--html",
    "html_folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write a status page, DIR/index.html.",
)
@click.option(
    "--metrics",
    "metrics_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write metrics in the text format of Prometheus.",
)
@click.option(
    "--timeout",
    "time_limit",
    type=options.Duration(),
    metavar="DURATION",
    help="How long one host may take; default 1m for a policy host, 30s for an MX host.",
)
@options.access
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=64,
    show_default=True,
    metavar="N",
    help="How many domains are looked at at once.",
)
@options.problems_only
@options.common
@options.domains
def command(  # noqa: PLR0913 - one argument an option
    *,
    console: Console,
    config_path: Path | None,
    with_mx: bool,
    with_github: bool,
    strict: bool,
    html_folder: Path | None,
    metrics_file: Path | None,
    time_limit: float | None,
    access: Access,
    jobs: int,
    problems_only: bool,
    domains: tuple[str, ...],
) -> int:
    """Read the living result as a sender would, and say what will go wrong next.

    Policy record, policy host, certificate, policy, MX hosts, TLS reporting record, and GitHub's
    side where there is a token. Changes nothing. `mtasts-pages explain CODE`
    explains a finding.
    """
    from mtasts_pages.checks import Severity
    from mtasts_pages.cli.setup.outside import connect_for_check
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.cli.views.check import describe_report, show_report
    from mtasts_pages.cli.views.check_progress import show_count
    from mtasts_pages.cli.views.log import begin_log
    from mtasts_pages.rollout.checking.fleet import check_fleet
    from mtasts_pages.world.files import write_file

    selection = read_selection(console, config_path, domains)
    outside = connect_for_check(
        console, access, selection.owners, with_github=with_github, time_limit=time_limit
    )
    total = len(selection.domains)
    begin_log(console, "check", selection.path, total)
    with show_count(console, total) as count:
        targets = selection.render_policies()
        report = check_fleet(targets, outside, jobs=jobs, with_mx=with_mx, listener=count)
    if metrics_file is not None:
        from mtasts_pages.cli.views.check_metrics import format_metrics

        write_file(metrics_file, format_metrics(report).encode())
        console.note(f"wrote {metrics_file}")
    if html_folder is not None:
        from mtasts_pages.cli.views.check_page import render_page

        page = html_folder / "index.html"
        write_file(page, render_page(report).encode())
        console.note(f"wrote {page}")
    if console.as_json:
        console.document("check", describe_report(report))
    else:
        show_report(console, report, problems_only=problems_only)
    if report.interrupted:
        raise KeyboardInterrupt
    grave = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    found = any(finding.severity in grave for each in report.domains for finding in each.findings)
    return ExitCode.FINDINGS if found else ExitCode.DONE

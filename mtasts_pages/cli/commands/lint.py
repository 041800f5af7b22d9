"""``mtasts-pages lint``."""

from __future__ import annotations

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode


@click.command("lint")
@click.option("--strict", is_flag=True, help="Exit with 5 for warnings, too.")
@click.option(
    "--ignore",
    "ignored",
    multiple=True,
    metavar="CODE",
    help="Leave out the findings with this code; repeatable.",
)
@options.common
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
def command(
    *, console: Console, strict: bool, ignored: tuple[str, ...], paths: tuple[str, ...]
) -> int:
    """Judge policy files, policy repositories, or folders of them, offline.

    A PATH is a policy file, a checked-out policy repository, or a folder that holds repositories;
    `-` reads a policy from stdin. Changes nothing: what is meant is proposed.
    """
    from mtasts_pages.checks import Severity
    from mtasts_pages.cli.views.lint import (
        count_verdicts,
        describe_run,
        say_left_out,
        show_report,
        summarize,
    )
    from mtasts_pages.rollout.linting import lint_paths

    done = lint_paths(paths, ignored)
    for note in done.notes:
        console.note(note)
    if done.left_out:
        console.note(say_left_out(len(done.left_out), is_listed=console.verbose))
    for path in done.left_out:
        console.detail(f"  {path}")
    if console.as_json:
        console.document("lint", describe_run(done))
    else:
        for report in done.reports:
            show_report(console, report)
        if len(done.repositories) > 1:
            console.result(count_verdicts(done))
        console.result(summarize(done.reports))
    for error in done.errors:
        console.error(error)
    if done.errors:
        return ExitCode.FAILED
    grave = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    found = {finding.severity for report in done.reports for finding in report.findings}
    return ExitCode.FINDINGS if grave & found else ExitCode.DONE

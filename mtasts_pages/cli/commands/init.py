"""``mtasts-pages init``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode


@click.command("init")
@click.option("--owner", metavar="LOGIN", help="Who owns the policy repositories on GitHub.")
@click.option(
    "--mode",
    type=click.Choice(["none", "testing", "enforce"]),
    help="For domains without a policy; testing unless said otherwise.",
)
@click.option(
    "--tls-reports",
    metavar="URI",
    help="Where reports go; `mailto:tls-reports@{domain}` unless said otherwise, `none` for no.",
)
@click.option(
    "--mx",
    multiple=True,
    metavar="HOST",
    help="An MX pattern for all the domains, repeatable; else the MX records of the DNS.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file to write; else $MTASTS_PAGES_CONFIG, else mta-sts.yaml.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing, on a terminal either.")
@options.jobs
@options.common
@click.argument("domains", nargs=-1, required=True, metavar="DOMAIN...")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    console: Console,
    owner: str | None,
    mode: str | None,
    tls_reports: str | None,
    mx: tuple[str, ...],
    output: Path | None,
    no_input: bool,
    jobs: int,
    domains: tuple[str, ...],
) -> int:
    """Write a config for domains: MX hosts from the DNS, what is there already taken over.

    A policy that is served now and a TLS reporting record are kept. On a terminal it asks for
    what is not given. Never overwrites a file.
    """
    from mtasts_pages.cli.first_config import check_owner, choose_path, write_config
    from mtasts_pages.cli.questions import Answers, ask_for, check_reports, is_answered
    from mtasts_pages.cli.setup.outside import connect_without_github
    from mtasts_pages.cli.views.init import describe_draft, describe_nothing
    from mtasts_pages.config.draft import Draft
    from mtasts_pages.rollout.adopting.survey import survey
    from mtasts_pages.standards.mtasts import Mode

    path = choose_path(output)
    given = Answers(
        owner=None if owner is None else check_owner(owner),
        mode=None if mode is None else Mode(mode),
        tls_reports=None if tls_reports is None else check_reports(tls_reports),
    )
    seen = survey(domains, connect_without_github(console), mx, jobs=jobs)
    if seen.is_done:
        if console.as_json:
            console.document("init", describe_nothing(seen.domains))
        for domain in seen.domains:
            console.note(f"nothing to do: {domain.remarks[-1]}")
        return ExitCode.DONE
    given = (
        given.complete(seen.owner) if no_input or not is_answered() else ask_for(given, seen.owner)
    )
    draft = Draft(seen.domains, given.owner, given.mode or Mode.TESTING, tls_reports=given.rua)
    text = write_config(path, draft)
    if console.as_json:
        console.document("init", describe_draft(path, draft, text))
    else:
        console.result(text.rstrip("\n"))
    console.note(f"wrote {path}")
    for domain in seen.left_out:
        console.note(f"left out {domain.domain}: {domain.remarks[-1]}")
    if draft.owner is None:
        console.note("name the owner in it before you publish")
    return ExitCode.DONE

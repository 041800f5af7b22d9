"""``mtasts-pages what-if``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup.access import Access


@click.command("what-if")
@options.config
@click.option(
    "--mx",
    "hosts",
    multiple=True,
    required=True,
    metavar="HOST",
    help="A host that would take mail; may be given again.",
)
@click.option(
    "--policy",
    "policy_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A policy that would be published now, instead of the one that is served.",
)
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    metavar="DATE",
    help="The moment that is asked about (UTC); now unless given.",
)
@options.access
@options.common
@click.argument("domain", metavar="DOMAIN")
def command(
    *,
    console: Console,
    config_path: Path | None,
    hosts: tuple[str, ...],
    policy_file: Path | None,
    at: datetime | None,
    access: Access,
    domain: str,
) -> int:
    """Say which senders, holding which policy until when, would deliver to which MX hosts.

    Goes by names alone: no MX host is met. Changes nothing.
    """
    from mtasts_pages.cli.setup.outside import connect_outside
    from mtasts_pages.cli.setup.selection import read_one
    from mtasts_pages.cli.views.what_if import describe_held, show_held
    from mtasts_pages.config.keys.names import read_mx
    from mtasts_pages.errors import UsageError
    from mtasts_pages.rollout.life.ledger import read_ledgers
    from mtasts_pages.rollout.life.simulation import simulate
    from mtasts_pages.standards.reading import PolicyError, parse_policy
    from mtasts_pages.world.folders import read_bytes

    names = tuple(dict.fromkeys(read_mx(host).text for host in hosts))
    proposed = None
    if policy_file is not None:
        try:
            proposed = parse_policy(read_bytes(policy_file).data)
        except PolicyError as error:
            raise UsageError(
                f"senders refuse `{policy_file}`: {error}",
                f"run `mtasts-pages lint {policy_file}`",
            ) from None
    selection, target = read_one(console, config_path, domain, with_aliases=True)
    outside = connect_outside(console, access, selection.owners)
    (ledger,) = read_ledgers([target], outside, jobs=1)
    if ledger.error is not None:
        raise ledger.error
    moment = ledger.now if at is None else max(ledger.now, at.replace(tzinfo=UTC))
    held = simulate(ledger, names, moment, proposed)
    if console.as_json:
        console.document("what-if", describe_held(target.domain, moment, held))
    else:
        show_held(console, target.domain, moment, held)
    return ExitCode.DONE

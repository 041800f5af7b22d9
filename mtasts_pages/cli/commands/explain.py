"""``mtasts-pages explain``."""

from __future__ import annotations

import textwrap

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.edge import ExitCode

_WIDTH = 80


@click.command("explain")
@options.common
@click.argument("code", metavar="CODE")
def command(*, console: Console, code: str) -> int:
    """Say what a finding of `check` means, why it matters, and what to do.

    CODE is what stands in brackets behind a finding. Needs no config and no network.
    """
    from mtasts_pages.checks.catalogue import KINDS
    from mtasts_pages.errors import UsageError
    from mtasts_pages.text import find_nearest, quote

    code = code.strip("[]")
    kind = KINDS.get(code)
    if kind is None:
        near = find_nearest(code, KINDS)
        raise UsageError(
            f"there is no finding {quote(code)}", f"did you mean `{near}`?" if near else None
        )
    if console.as_json:
        parts = {"code": kind.code, "area": kind.area.value, "severity": kind.severity.value}
        texts = {"meaning": kind.meaning, "hint": kind.hint, "why": kind.why}
        console.document("explain", {**parts, **texts})
        return ExitCode.DONE
    console.result(f"{console.style(kind.code, Style.STRONG)}  {kind.severity}, {kind.area.value}")
    for text in (kind.meaning, kind.why, f"What to do: {kind.hint}"):
        console.result()
        console.result(textwrap.fill(text, _WIDTH))
    return ExitCode.DONE

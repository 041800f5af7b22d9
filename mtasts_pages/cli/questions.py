"""What `init` asks a person at a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import click

from mtasts_pages.cli.first_config import check_owner
from mtasts_pages.config import BadValueError
from mtasts_pages.config.draft import DEFAULT_TLS_REPORTS
from mtasts_pages.config.keys import read_rua
from mtasts_pages.errors import UsageError
from mtasts_pages.standards.mtasts import Mode

NO_REPORTS = "none"
_MODES = "Mode: testing (senders report and deliver), enforce (they refuse), none (no policy)"


_ADDRESS = re.compile(r"[^@:/\s]+@[^@:/\s]+")


@dataclass(frozen=True, slots=True)
class Answers:
    """What the operator said so far; ``None`` is not said."""

    owner: str | None = None
    mode: Mode | None = None
    tls_reports: str | None = None

    @property
    def rua(self) -> str | None:
        """The rua for every domain; ``None`` for no TLS reporting record."""
        if self.tls_reports is None:
            return DEFAULT_TLS_REPORTS
        return None if self.tls_reports == NO_REPORTS else self.tls_reports

    def complete(self, owner: str | None) -> Answers:
        """Return these with *owner* in place of none."""
        return replace(self, owner=self.owner or owner)


def is_answered() -> bool:
    """Return whether there is a person to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_for(given: Answers, owner: str | None) -> Answers:
    """Return *given*, and the operator's answers to what it lacks; *owner* is proposed."""
    return Answers(
        owner=given.owner or _ask("GitHub user or organisation", owner, check_owner),
        mode=given.mode or Mode(_ask(_MODES, Mode.TESTING.value, _check_mode)),
        tls_reports=given.tls_reports
        or _ask(f"Address for TLS reports, or `{NO_REPORTS}`", DEFAULT_TLS_REPORTS, check_reports),
    )


def check_reports(text: str) -> str:
    """Return the rua for every domain, or `NO_REPORTS`.

    Raises:
        UsageError: It is neither.

    """
    if text == NO_REPORTS:
        return text
    if _ADDRESS.fullmatch(text):
        text = f"mailto:{text}"
    try:
        return read_rua(text)
    except BadValueError as error:
        raise UsageError(error.message, error.hint) from None


def _check_mode(text: str) -> str:
    if text not in {mode.value for mode in Mode}:
        raise UsageError(f"`{text}` is not a mode", "write none, testing or enforce")
    return text


def _ask(question: str, proposal: str | None, check: Callable[[str], str]) -> str:
    def read(text: str) -> str:
        try:
            return check(text.strip())
        except UsageError as error:
            hint = f"; {error.hint}" if error.hint else ""
            raise click.UsageError(f"{error.message}{hint}") from None

    answer: str = click.prompt(question, default=proposal, value_proc=read, err=True)
    return answer

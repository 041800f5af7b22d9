"""How the program ends: one exit code, and for an error one sentence with a hint."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import NoReturn

import click

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.failure import describe_error, name_document
from mtasts_pages.cli.streams import flush, let_go, write
from mtasts_pages.errors import (
    AuthenticationError,
    MtaStsPagesError,
    OperationError,
    UsageError,
)
from mtasts_pages.world.git import stop_transfers


class ExitCode(IntEnum):
    """What the program says to the script that called it."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    CHANGES = 3
    AUTHENTICATION = 4
    FINDINGS = 5
    WAITING = 6
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """One clause for the help and the reference."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.DONE: "done, or nothing to do",
    ExitCode.FAILED: "something failed; the rest was carried on with",
    ExitCode.USAGE: "the command line or the config is wrong; nothing was done",
    ExitCode.CHANGES: "`plan --exit-code`: there are changes",
    ExitCode.AUTHENTICATION: "authentication is missing or was refused",
    ExitCode.FINDINGS: "at least one finding of severity error; `promote` and the like: blocked",
    ExitCode.WAITING: "nothing failed, but something outside, or a date, is awaited",
    ExitCode.INTERRUPTED: "interrupted",
}


_LONGEST_GOODBYE = 2.0
"""Seconds that an interrupted program gives its threads."""

_AGAIN = "run the same command again to continue"


def end(
    program: Callable[[], object], console: Console | None = None, arguments: Sequence[str] = ()
) -> int:
    """Run *program* and return the exit code for what came of it.

    A command returns its exit code, or raises. Only an error that nobody foresaw leaves a
    traceback; one that operators can meet is a sentence on *console*, and with ``--json`` among
    the *arguments* a document on stdout as well, unless the command has written its own.
    """
    console = console or Console()
    try:
        code = _run(program, console, arguments)
        flush()
    except OSError as error:  # the disk is full, or stdout is not open for writing
        console.error(_explain(error))
        return ExitCode.FAILED
    return code


def end_on_signals() -> None:
    """Let a request to end (SIGTERM, SIGHUP) end the program as Ctrl-C does."""

    def interrupt(number: int, _: object) -> None:
        for other in _REQUESTS:
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt(signal.Signals(number).name)

    for number in _REQUESTS:
        if signal.getsignal(number) is signal.SIG_DFL:  # `nohup` ignores SIGHUP, rightly
            signal.signal(number, interrupt)


_REQUESTS = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
]  # Windows has no SIGHUP


def _run(program: Callable[[], object], console: Console, arguments: Sequence[str]) -> int:
    try:
        code = program()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        advised = _advise(error)
        with contextlib.suppress(OSError):
            advised.show()
        _document(UsageError(advised.format_message()), console, arguments)
        return ExitCode.USAGE
    except (KeyboardInterrupt, click.Abort) as error:
        return _interrupted(error, console, arguments)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): say no more, and not by a traceback.
        let_go(sys.stdout)
        return ExitCode.DONE
    except (MtaStsPagesError, OSError, ImportError) as error:
        explained = _explain(error)
        _document(explained, console, arguments)
        return _fail(explained, console)
    return code if isinstance(code, int) else ExitCode.DONE


def _advise(error: click.ClickException) -> click.ClickException:
    """Return *error* with what is meant where people of other tools go wrong."""
    if not isinstance(error, click.NoSuchOption) or error.ctx is None:
        return error
    if error.ctx.parent is None:
        more = "Options of a command go after it: `mtasts-pages COMMAND -c FILE`."
        return click.UsageError(f"{error.format_message()} {more}", error.ctx)
    if error.option_name == "--dry-run":
        plain = "There is no option `--dry-run`: `mtasts-pages plan` changes nothing."
        return click.UsageError(plain, error.ctx)
    return error


def _document(error: MtaStsPagesError, console: Console, arguments: Sequence[str]) -> None:
    """Write the document of a command that ended with *error*, where one was asked for."""
    if console.has_document or not (console.as_json or "--json" in arguments):
        return
    console.document(name_document(arguments), {"error": describe_error(error)})


def leave(code: int) -> NoReturn:
    """Exit with *code*; an interrupted program does not wait for a server that does not answer."""
    if code == ExitCode.INTERRUPTED:
        stop_transfers()
    if code == ExitCode.INTERRUPTED and not _outlast_threads(_LONGEST_GOODBYE):
        # A request still waits for its answer; nothing is lost by not hearing it.
        os._exit(code)
    sys.exit(code)


def _outlast_threads(seconds: float) -> bool:
    """Return whether all other threads have ended within *seconds*."""
    others = [
        thread for thread in threading.enumerate() if thread is not threading.current_thread()
    ]

    def join_all() -> None:
        for thread in others:
            thread.join()

    waiting = threading.Thread(target=join_all, daemon=True)
    waiting.start()
    waiting.join(seconds)
    return not waiting.is_alive()


def _interrupted(error: BaseException, console: Console, arguments: Sequence[str]) -> ExitCode:
    cause = error.__cause__ or error  # click puts its own exception in the place of the first
    said = "terminated" if cause.args else "interrupted"
    write(f"\n{said}; {_AGAIN}", sys.stderr)
    _document(OperationError(said, _AGAIN), console, arguments)
    return ExitCode.INTERRUPTED


def _explain(error: MtaStsPagesError | OSError | ImportError) -> MtaStsPagesError:
    """Return *error* as a sentence for the operator; raise it again when it is unexpected."""
    if isinstance(error, MtaStsPagesError):
        return error
    if isinstance(error, OSError):  # such as a disk that is full
        where = f"`{error.filename}`: " if error.filename else ""
        return OperationError(f"{where}{error.strerror or error}")
    if "git executable" in str(error):  # GitPython's, when it is imported
        return UsageError("`git` is not installed, or not in PATH", "install it")
    raise error


def _fail(error: MtaStsPagesError, console: Console) -> int:
    console.error(error)
    if isinstance(error, UsageError):
        return ExitCode.USAGE
    if isinstance(error, AuthenticationError):
        return ExitCode.AUTHENTICATION
    return ExitCode.FAILED

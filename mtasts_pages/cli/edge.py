"""How the program ends: one exit code, and for an error one sentence with a hint."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from enum import IntEnum
from typing import NoReturn

import click

from mtasts_pages.cli.console import Console, let_go
from mtasts_pages.errors import (
    AuthenticationError,
    MtaStsPagesError,
    OperationError,
    UsageError,
)


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


def end(program: Callable[[], object], console: Console | None = None) -> int:
    """Run *program* and return the exit code for what came of it.

    A command returns its exit code, or raises. Only an error that nobody foresaw leaves a
    traceback; one that operators can meet is a sentence on *console*.
    """
    try:
        code = program()
        _flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (KeyboardInterrupt, click.Abort):
        return _interrupted()
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): say no more, and not by a traceback.
        let_go(sys.stdout)
        return ExitCode.DONE
    except (MtaStsPagesError, OSError, ImportError) as error:
        return _fail(_explain(error), console or Console())
    return code if isinstance(code, int) else ExitCode.DONE


def _flush() -> None:
    """Write out what is left of the result.

    Raises:
        OSError: the disk is full.

    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        let_go(sys.stdout)  # the exit code is that of the work all the same
    except OSError:
        let_go(sys.stdout)
        raise


def leave(code: int) -> NoReturn:
    """Exit with *code*; an interrupted program does not wait for a server that does not answer."""
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


def _interrupted() -> int:
    print("\ninterrupted; run the same command again to continue", file=sys.stderr, flush=True)
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

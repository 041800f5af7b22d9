"""How the program ends: one exit code, and for an error one sentence with a hint."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from enum import IntEnum
from typing import NoReturn

import click

from mtasts_pages.errors import AuthenticationError, MtaStsPagesError, UsageError


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
    ExitCode.FINDINGS: "at least one finding of severity error",
    ExitCode.WAITING: "nothing failed, but something outside is awaited",
    ExitCode.INTERRUPTED: "interrupted",
}


_LONGEST_GOODBYE = 2.0
"""Seconds that an interrupted program gives its threads."""


def end(program: Callable[[], object]) -> int:
    """Run *program* and return the exit code for what came of it.

    A command returns its exit code, or raises. Only what nobody foresaw leaves a
    traceback; what operators can meet is a sentence.
    """
    try:
        code = program()
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (KeyboardInterrupt, click.Abort):
        return _interrupted()
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): say no more, and not by a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except MtaStsPagesError as error:
        return _fail(error)
    return code if isinstance(code, int) else ExitCode.DONE


def leave(code: int) -> NoReturn:
    """Exit with *code*; an interrupted program does not wait for a server that keeps silent."""
    if code == ExitCode.INTERRUPTED:
        deadline = time.monotonic() + _LONGEST_GOODBYE
        for thread in threading.enumerate():
            if thread is not threading.current_thread():
                thread.join(max(0.0, deadline - time.monotonic()))
        if threading.active_count() > 1:
            # A request still waits for its answer; nothing is lost by not hearing it.
            os._exit(code)
    sys.exit(code)


def _interrupted() -> int:
    print("\ninterrupted; run the same command again to go on", file=sys.stderr, flush=True)
    return ExitCode.INTERRUPTED


def _fail(error: MtaStsPagesError) -> int:
    from mtasts_pages.cli.console import Console

    Console.current().error(error)
    if isinstance(error, UsageError):
        return ExitCode.USAGE
    if isinstance(error, AuthenticationError):
        return ExitCode.AUTHENTICATION
    return ExitCode.FAILED

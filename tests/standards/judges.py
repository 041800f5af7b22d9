"""Three readers of the same texts that share no line with this program, asked alike.

Each function returns what the reader reads, or None when it refuses the text.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkdmarc.mta_sts import (
    MTASTSError,
    mx_in_mta_sts_patterns,
    parse_mta_sts_policy,
    parse_mta_sts_record,
)
from checkdmarc.smtp_tls_reporting import SMTPTLSReportingError, parse_smtp_tls_reporting_record
from postfix_mta_sts_resolver.utils import parse_mta_sts_policy as split_policy
from postfix_mta_sts_resolver.utils import parse_mta_sts_record as split_record

MAILAUTH = Path(__file__).parents[2] / ".cache/node/node_modules/mailauth"
MAX_AGE_LIMIT = 31_557_600


@dataclass(frozen=True, slots=True)
class ReadPolicy:
    mode: str
    max_age: int
    mx: tuple[str, ...]


def read_policy_by_checkdmarc(data: bytes) -> ReadPolicy | None:
    try:
        policy = parse_mta_sts_policy(data.decode())["policy"]
    except (MTASTSError, UnicodeDecodeError):
        return None
    return ReadPolicy(policy["mode"], policy["max_age"], tuple(policy["mx"]))


def read_policy_by_resolver(data: bytes) -> ReadPolicy | None:
    """Read *data* as postfix-mta-sts-resolver does between its fetch and its answer.

    GitHub Pages names the character set, so the resolver decodes by it.
    """
    try:
        policy = split_policy(data.decode("utf-8"))
        max_age = int(policy.get("max_age", "-1"))
    except ValueError:
        return None
    mode = policy.get("mode")
    if policy.get("version") != "STSv1" or not 0 <= max_age <= MAX_AGE_LIMIT:
        return None
    if mode != "none" and (mode not in ("testing", "enforce") or not policy["mx"]):
        return None
    return ReadPolicy(mode, max_age, tuple(policy["mx"]))


def read_id_by_checkdmarc(text: str) -> str | None:
    try:
        return parse_mta_sts_record(text)["tags"]["id"]
    except MTASTSError:
        return None


def read_id_by_resolver(text: str) -> str | None:
    if not text.isascii() or not text.startswith("v=STSv1"):
        return None
    fields = split_record(text)
    return fields.get("id") if fields.get("v") == "STSv1" else None


def read_rua_by_checkdmarc(text: str) -> tuple[str, ...] | None:
    try:
        return tuple(parse_smtp_tls_reporting_record(text)["tags"]["rua"]["value"])
    except SMTPTLSReportingError:
        return None


def matches_by_checkdmarc(host: str, patterns: Sequence[str]) -> bool:
    return mx_in_mta_sts_patterns(host, list(patterns))


class Mailauth:
    """The npm package mailauth in one node process, asked a line at a time."""

    def __init__(self, ask: Callable[[dict[str, Any]], Any]) -> None:
        self._ask = ask

    def read_policy(self, data: bytes, *, strict: bool) -> ReadPolicy | None:
        answer = self._ask({"what": "policy", "hex": data.hex(), "strict": strict})
        return answer and ReadPolicy(
            answer["mode"], answer["maxAge"], tuple(answer.get("mx") or ())
        )

    def read_id(self, text: str, *, strict: bool) -> str | None:
        return self._ask({"what": "record", "hex": text.encode().hex(), "strict": strict})

    def matches(self, host: str, patterns: Sequence[str]) -> bool:
        return bool(self._ask({"what": "mx", "host": host, "mx": list(patterns)}))


def why_no_mailauth() -> str | None:
    """Return what is missing to ask mailauth; None when nothing is."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not MAILAUTH.is_dir():
        return "mailauth is not installed: run `npm install --prefix .cache/node mailauth@7.1.0`"
    return None


@contextmanager
def running_mailauth() -> Iterator[Mailauth]:
    with subprocess.Popen(
        ["node", str(Path(__file__).with_name("mailauth_judge.js")), str(MAILAUTH)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def ask(question: dict[str, Any]) -> Any:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield Mailauth(ask)
        process.stdin.close()
        process.wait(timeout=10)

"""Whatever becomes of a report on its way, reading it ends, soon, and never by a traceback."""

import json
import os
import random
import time
from datetime import UTC, datetime

import pytest
from reports.samples import FOLDER, make_failure, make_mail, make_report, needs_samples, pack
from reports.test_plain_mail import mutate

from mtasts_pages.cli.views.reports_words import describe_failure, describe_verdict
from mtasts_pages.rollout.reports.judge import judge_reports
from mtasts_pages.rollout.reports.reading import How, Task, read_task
from mtasts_pages.rollout.reports.tally import Tally
from mtasts_pages.world.mail.paths import Item

CASES = int(os.environ.get("MTASTS_FUZZ_CASES", "2000"))
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SLOWEST = 2.0  # seconds of the processor: other tests may have it meanwhile
JUNK = ["null", "[]", "{}", "-1", "1e999", '"\\ud800"', "true", "9" * 400, '"\\u0000"', "NaN", '""']


def spoil_json(data: bytes, chance: random.Random) -> bytes:
    """Return *data* with a value exchanged, so that it is JSON still more often than not."""
    text = data.decode("utf-8", "replace")
    places = [at for at, sign in enumerate(text) if sign in ":[,"]
    if not places:
        return data
    at = chance.choice(places)
    end = min((text.find(sign, at + 1) % (len(text) + 1) for sign in ",}]"), default=at)
    return (text[: at + 1] + chance.choice(JUNK) + text[end:]).encode("utf-8", "replace")


def read_through(data: bytes) -> None:
    """Read, count, judge and describe *data* as `reports` does."""
    began = time.process_time()
    reading = read_task(Task(0, (Item("x", data),), How(NOW, with_keys=False)))
    assert reading.reports + reading.others + reading.unreadable >= 1
    tally = Tally(None)
    for statements in reading.statements:
        for statement in statements:
            tally.add(statement)
    for judged in judge_reports(tally.list_domains(), {}, {}, NOW):
        for failure in judged.failures:
            assert describe_failure(failure).isprintable()
            assert describe_verdict(failure)
    assert time.process_time() - began < SLOWEST


def try_all(samples: list[bytes], cases: int) -> None:
    chance = random.Random(8460)  # noqa: S311 - the same cases in every run
    for number in range(cases):
        data = chance.choice(samples)
        spoil = spoil_json if data[:1] == b"{" and number % 2 else mutate
        read_through(spoil(data, chance))


def test_mutations_of_reports_and_mails_are_got_over() -> None:
    report = make_report(failures=[make_failure()])
    json_bytes = json.dumps(report).encode()
    try_all([json_bytes, json_bytes, pack(report), make_mail(report)], CASES)


@needs_samples
@pytest.mark.timeout(600)
def test_mutations_of_real_reports_and_mails_are_got_over() -> None:
    samples = [path for path in sorted(FOLDER.rglob("*")) if path.is_file()]
    samples = [path for path in samples if path.parent != FOLDER and path.suffix != ".mbox"]
    try_all([path.read_bytes() for path in samples], CASES)

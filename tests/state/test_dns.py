"""What the answer to one question says, beside its values."""

from __future__ import annotations

from dataclasses import replace

import pytest
from good import found, missing, unanswered

from mtasts_pages.state import Lookup, LookupKind

HOST = "mta-sts.example.com"


@pytest.mark.parametrize("answer", [found(HOST, "A", "192.0.2.1"), missing(HOST, "A")])
def test_an_answer_is_not_silence(answer: Lookup) -> None:
    assert not answer.failed
    assert answer.silence == ""


def test_silence_names_the_name_and_what_is_known_of_the_failure() -> None:
    silent = unanswered(HOST, "A")
    assert silent.failed
    assert f"`{HOST}`" in silent.silence
    assert silent.silence.endswith(": it answers SERVFAIL")
    assert not replace(silent, detail="").silence.endswith(":")


@pytest.mark.parametrize(
    ("answer", "kind", "values"),
    [
        (found(HOST, "A", "192.0.2.1", alias="b.example"), LookupKind.RECORDS, ("b.example",)),
        (missing(HOST, "A", alias="b.example"), LookupKind.RECORDS, ("b.example",)),
        (Lookup(HOST, "A", LookupKind.NO_NAME, aliases=("b.example", "c.example")),
         LookupKind.RECORDS, ("b.example",)),
        (found(HOST, "A", "192.0.2.1"), LookupKind.NO_DATA, ()),
        (missing(HOST, "A"), LookupKind.NO_DATA, ()),
        (Lookup(HOST, "A", LookupKind.NO_NAME), LookupKind.NO_NAME, ()),
        (unanswered(HOST, "A"), LookupKind.FAILED, ()),
    ],
)  # fmt: skip
def test_an_answer_tells_the_cname_record_of_the_name_itself(
    answer: Lookup, kind: LookupKind, values: tuple[str, ...]
) -> None:
    read = answer.read_alias()
    assert (read.name, read.type, read.kind, read.values) == (HOST, "CNAME", kind, values)
    assert read.detail == answer.detail


def test_how_long_it_is_kept_and_who_said_it_do_not_make_another_answer() -> None:
    answer = found(HOST, "A", "192.0.2.1")
    assert replace(answer, ttl=1, dissent=(answer,)) == answer

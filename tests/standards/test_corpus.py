"""What 62 owners really published: checkdmarc's verdict, and an explanation of each refusal."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from standards import judges

from mtasts_pages.standards import (
    find_policy_defects,
    format_policy,
    is_refused,
    parse_policy,
    propose_policy,
)

CORPUS = Path(__file__).parents[3] / "shared/corpus/policies.jsonl"


@pytest.fixture(scope="module")
def corpus() -> list[dict[str, Any]]:
    if not CORPUS.exists():
        pytest.skip("the corpus is not here")
    return [json.loads(line) for line in CORPUS.read_text().splitlines()]


def policies(corpus: list[dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
    for entry in corpus:
        yield f"{entry['repo']} {entry['path']}", entry["policy"].encode()


def test_the_verdict_on_each_is_that_of_checkdmarc(corpus: list[dict[str, Any]]) -> None:
    for name, data in policies(corpus):
        accepted = judges.read_policy_by_checkdmarc(data) is not None
        assert accepted == (not is_refused(find_policy_defects(data))), name


def test_each_accepted_one_is_written_again_with_the_same_values(
    corpus: list[dict[str, Any]],
) -> None:
    for name, data in policies(corpus):
        read = judges.read_policy_by_checkdmarc(data)
        if read is not None:
            again = judges.read_policy_by_checkdmarc(format_policy(parse_policy(data)))
            assert again is not None, name
            assert (again.mode, again.max_age) == (read.mode, read.max_age), name
            assert set(again.mx) == {name.lower() for name in read.mx}, name


def test_each_refused_one_is_explained_with_a_hint(corpus: list[dict[str, Any]]) -> None:
    for name, data in policies(corpus):
        for defect in find_policy_defects(data):
            assert defect.hint, name
            lines = data.decode().splitlines()
            assert lines[defect.line - 1].find(defect.text, defect.column - 1) == (
                defect.column - 1
            ), (name, defect)


def test_a_repair_is_proposed_wherever_nothing_has_to_be_asked(
    corpus: list[dict[str, Any]],
) -> None:
    """Only a host that was never filled in and the null MX cannot be guessed."""
    unclear = [
        name
        for name, data in policies(corpus)
        if is_refused(find_policy_defects(data)) and propose_policy(data) is None
    ]
    assert len(unclear) <= 2, unclear

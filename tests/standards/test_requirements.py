"""The checklist is true: what it names exists, and the page shows it."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from requirements import OPERATOR, REQUIREMENTS, Requirement

from mtasts_pages.checks.standing import record_is_present, reporting_is_right
from mtasts_pages.state import Lookup, LookupKind

ROOT = Path(__file__).parents[2]
KEPT = [rule for rule in REQUIREMENTS if rule.kept_by != OPERATOR]


def name_rule(rule: Requirement) -> str:
    return f"{rule.number}-{rule.kept_by}"


@pytest.mark.parametrize("rule", KEPT, ids=name_rule)
def test_a_rule_is_cited_beside_the_line_that_keeps_it(rule: Requirement) -> None:
    module = importlib.util.find_spec(rule.kept_by)
    assert module is not None
    assert module.origin is not None
    if ".standards." in rule.kept_by:
        assert rule.section in Path(module.origin).read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", KEPT, ids=name_rule)
def test_the_test_that_a_rule_names_exists(rule: Requirement) -> None:
    path, _, function = rule.test.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("rule", REQUIREMENTS, ids=name_rule)
def test_only_the_operators_rules_have_no_test(rule: Requirement) -> None:
    assert bool(rule.test) == (rule.kept_by != OPERATOR)
    assert not rule.text.endswith(".")


def test_the_page_is_current() -> None:
    command = [sys.executable, str(ROOT / "tools/standards_page.py"), "--check"]
    assert subprocess.run(command, check=False, cwd=ROOT).returncode == 0, (
        "run `python tools/standards_page.py`"
    )


def answer(records: tuple[str, ...]) -> Lookup:
    """Return what the DNS answered: the TXT records given."""
    kind = LookupKind.RECORDS if records else LookupKind.NO_DATA
    return Lookup("_mta-sts.acme.org", "TXT", kind, records)


@pytest.mark.parametrize(
    ("records", "present"),
    [
        (("v=STSv1; id=a",), True),
        (("v=STSv1; id=a", "v=spf1 -all"), True),
        (("v=STSv1; id=a", "v=STSv1; id=b"), False),
        (("v=STSv1; id=a", "v=STSv1; id=a;"), False),
        ((), False),
    ],
)
def test_two_policy_records_are_none(records: tuple[str, ...], present: bool) -> None:  # noqa: FBT001 - a column of the table
    assert record_is_present("a", answer(records)) is present


@pytest.mark.parametrize(
    ("records", "stands"),
    [
        (("v=TLSRPTv1; rua=mailto:a@acme.org",), True),
        (("v=TLSRPTv1; rua=mailto:a@acme.org", "v=spf1 -all"), True),
        (("v=TLSRPTv1; rua=mailto:a@acme.org", "v=TLSRPTv1; rua=mailto:b@acme.org"), False),
    ],
)
def test_two_reporting_records_are_none(records: tuple[str, ...], stands: bool) -> None:  # noqa: FBT001 - a column of the table
    target: Any = SimpleNamespace(config=SimpleNamespace(tls_reports=("mailto:a@acme.org",)))
    assert reporting_is_right(target, answer(records)) is stands

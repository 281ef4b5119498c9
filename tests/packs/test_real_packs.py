"""The packs of the repository: the check, and every example as a test of its own."""

from __future__ import annotations

import pytest

from zhongchuang.policy.packs.check import Report, check_packs
from zhongchuang.policy.packs.checks.examples import broken_promises
from zhongchuang.policy.packs.loader import load_rulebook
from zhongchuang.policy.packs.schema import Example
from zhongchuang.policy.packs.storage import rulebook_from_json, rulebook_to_json

BOOK = load_rulebook()
EXAMPLES = [example for pack in BOOK.packs.values() for example in pack.examples]


@pytest.fixture(scope="module")
def report() -> Report:
    return check_packs()


def test_nothing_is_wrong(report: Report) -> None:
    assert [str(problem) for problem in report.errors] == []


def test_nothing_is_doubtful(report: Report) -> None:
    assert [str(problem) for problem in report.warnings] == []


def test_every_clause_of_the_five_documents_is_classed(report: Report) -> None:
    assert {row.document for row in report.coverage} == {
        "guobanfa-2016-7",
        "liaozhengbanfa-2015-94",
        "liaozhengbanfa-2016-88",
        "ganzhengbanfa-2016-33",
        "yunzhengbanfa-2016-65",
    }
    assert [row.document for row in report.coverage if not row.is_complete] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.written_at)
def test_the_example_is_kept(example: Example) -> None:
    assert [problem.zh for problem in broken_promises(BOOK, example)] == []


def test_the_facts_the_interface_promises_are_there() -> None:
    assert set(BOOK.vocabulary) >= {
        "transfer_income",
        "rd_expense",
        "industry",
        "taxpayer_kind",
        "small_taxpayer",
        "in_space",
        "employer_kind",
        "in_trial_zone",
        "quarter_sales",
        "equipment_price",
        "area",
        "workstations",
        "operating_months",
        "resident_teams",
        "new_firms",
        "financed_firms",
        "staff",
        "mentors",
        "events",
        "cases",
        "recognition",
        "is_tech_sme",
        "is_manufacturer",
    }


def test_a_version_comes_back_from_json_the_same() -> None:
    assert rulebook_from_json(rulebook_to_json(BOOK)).version == BOOK.version

"""A programme against the rule book: words, numbers, modality, names. Each finding has a case that makes it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from zhongchuang.cases.programmes.checking import Ground, opening_problems, programme_problems
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.tests.factory import content
from zhongchuang.policy.packs.loader import load_rulebook

BOOK = load_rulebook()
GROUND = Ground(BOOK, "210000", dt.date(2026, 11, 21))
SHARE = {
    "document": "liaozhengbanfa-2016-88",
    "clause": "三（四）",
    "quote": "研发团队在众创空间转化科技成果，所得转让收益不得低于70%",
    "measure": "liaoning/transfer-income-share",
}
ENCOURAGED = {
    "document": "liaozhengbanfa-2016-88",
    "clause": "三（一）",
    "quote": "支持具备条件的众创空间承担科技计划项目",
    "measure": "liaoning/science-projects",
}
TEXT = {"zh": "一句话", "en": "A sentence"}


def said(**changes: Any) -> Programme:
    """A programme in which nothing is wrong, with changes."""
    return content(**{"basis": [SHARE], **changes})


def keys(programme: Programme) -> set[str]:
    return {problem.key for problem in programme_problems(programme, GROUND)}


def field(**changes: Any) -> list[dict[str, Any]]:
    """The form of `said`, with another field before the amount."""
    first = {"id": "kind", "label": TEXT, "type": "integer", **changes}
    total = {"id": "total", "label": TEXT, "type": "money"}
    project = {"id": "project", "label": TEXT, "type": "text"}
    return [{"id": "about", "title": TEXT, "fields": [first, project, total]}]


def test_nothing_is_wrong_to_begin_with() -> None:
    assert keys(said()) == set()


@pytest.mark.parametrize(
    ("basis", "key"),
    [
        ({**SHARE, "document": "no-such"}, "basis[0].document"),
        ({**SHARE, "clause": "九（九）", "measure": None}, "basis[0].clause"),
        ({**SHARE, "quote": "所得转让收益不得低于80%"}, "basis[0].quote"),
        ({**SHARE, "quote": None}, "basis[0]"),
        ({**SHARE, "measure": "liaoning/no-such"}, "basis[0].measure"),
        ({**SHARE, "measure": "liaoning/running-cost-subsidy"}, "basis[0].measure"),
        ({**SHARE, "measure": "gansu/trial-zone-income-share"}, "basis[0].measure"),
        ({"document": "guokehuozi-2017-120", "quote": "运营满18个月"}, "basis[0].quote"),
    ],
)
def test_the_words_have_to_be_there(basis: dict[str, Any], key: str) -> None:
    assert key in keys(said(basis=[basis, SHARE]))


def test_a_text_that_is_not_held_is_cited_without_words() -> None:
    assert keys(said(basis=[{"document": "guokehuozi-2017-120"}])) == set()


def test_what_only_encourages_needs_more_or_waits() -> None:
    awaiting = {"rules": TEXT}
    assert keys(said(basis=[ENCOURAGED])) == {"awaiting"}
    assert keys(said(basis=[ENCOURAGED], awaiting=awaiting)) == set()
    assert keys(said(basis=[ENCOURAGED, SHARE])) == set()
    assert keys(said(basis=[ENCOURAGED, {"document": "guokehuozi-2017-120"}])) == set()
    assert keys(said(basis=[{**SHARE, "measure": None}])) == {"basis"}


def test_what_waits_cannot_open() -> None:
    waiting = said(basis=[ENCOURAGED], awaiting={"rules": TEXT})
    assert [p.key for p in opening_problems(waiting, GROUND)] == ["awaiting"]
    assert opening_problems(said(), GROUND) == ()


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        ({"share": "0.70"}, set()),
        ({"share": "70"}, set()),
        ({"share": "0.75"}, {"parameters.share"}),
        ({"share": "0.70", "days": "15"}, {"parameters.days"}),
    ],
)
def test_a_number_has_to_be_said_by_somebody(parameters: dict[str, str], wrong: set[str]) -> None:
    assert keys(said(parameters=parameters)) == wrong


def test_a_number_of_the_measure_of_that_day_will_do() -> None:
    basis = {
        "document": "ganzhengbanfa-2016-33",
        "clause": "四（三）",
        "quote": "推动融资担保机构和银行业金融机构开展创业担保贷款",
        "measure": "gansu/startup-loan-person",
    }
    rules = [basis, {"document": "caijin-2023-75"}]
    loan = said(basis=rules, parameters={"ceiling_yuan": "300000"})
    today = Ground(BOOK, "620000", dt.date(2026, 11, 21))
    before = Ground(BOOK, "620000", dt.date(2021, 1, 1))
    assert programme_problems(loan, today) == ()
    assert [p.key for p in programme_problems(loan, before)] == ["parameters.ceiling_yuan"]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"checks": [{"rule": "total > yuan(0)", "text": TEXT, "quote": "不得低于80%"}]}, "checks[0].quote"),
        ({"term": {"months": 24, "quote": "所得转让收益不得低于70%"}}, "term.months"),
        ({"honesty": {"barred_months": 12, "quote": "没有这句话"}}, "honesty.quote"),
        ({"term": {"months": 12, "extensions": 1}}, "term.extension_months"),
        ({"term": {"months": 12, "remind_months": [12]}}, "term.remind_months"),
        ({"checks": [{"rule": "total >", "text": TEXT}]}, "checks[0].rule"),
        ({"checks": [{"rule": "totally > yuan(0)", "text": TEXT}]}, "checks[0].rule"),
        ({"checks": [{"rule": "total", "text": TEXT}]}, "checks[0].rule"),
        ({"sections": field(id="end")}, "sections"),
        ({"sections": field(prefill="organisation.nothing")}, "sections[0].fields[0].prefill"),
        ({"sections": field(prefill="organisation.name")}, "sections[0].fields[0].prefill"),
        ({"sections": field(prefill="fact:no_such")}, "sections[0].fields[0].prefill"),
        ({"sections": field(fact="in_space")}, "sections[0].fields[0].fact"),
        ({"sections": field(fact="no_such")}, "sections[0].fields[0].fact"),
        ({"sections": field(show_when="total > yuan(0)")}, "sections[0].fields[0].show_when"),
        ({"sections": field(minimum=5, maximum=4)}, "sections[0].fields[0].minimum"),
        ({"claims": [{"kind": "project", "keys": ["no_such"], "text": TEXT}]}, "claims[0].keys[0]"),
        ({"claims": [{"kind": "project", "keys": ["total.x"], "text": TEXT}]}, "claims[0].keys[0]"),
        ({"kinds": ["nobody"]}, "kinds[0]"),
        ({"kinds": ["researcher"]}, "kinds[0]"),
        ({"chain": [{"level": "city", "days": 5}, {"level": "county", "days": 5}]}, "chain"),
        ({"title": {"zh": "Title", "en": "Title"}}, "title.zh"),
        ({"title": {"zh": "名称", "en": "名称 Title"}}, "title.en"),
        ({"materials": [{"id": "one", "label": TEXT}, {"id": "one", "label": TEXT}]}, "materials[1]"),
    ],
)
def test_what_the_programme_says_has_to_lead_somewhere(changes: dict[str, Any], key: str) -> None:
    assert key in keys(said(**changes))


def test_an_employer_is_asked_only_for_a_person() -> None:
    steps = ["employer", "recommend", "accept", "review", "notice", "decide", "cosign", "pay"]
    assert "steps" in keys(said(steps=steps))


def test_a_table_is_known_by_its_sums() -> None:
    table = {
        "id": "items",
        "label": TEXT,
        "type": "table",
        "columns": [
            {"id": "invoice", "label": TEXT, "type": "text"},
            {"id": "amount", "label": TEXT, "type": "money"},
        ],
    }
    section = {
        "id": "about",
        "title": TEXT,
        "fields": [
            {"id": "project", "label": TEXT, "type": "text"},
            {"id": "total", "label": TEXT, "type": "money"},
            table,
        ],
    }
    rule = {"rule": "total <= items_amount AND items_rows > 0", "text": TEXT}
    claim = {"kind": "invoice", "keys": ["items.invoice"], "text": TEXT}
    assert keys(said(sections=[section], checks=[rule], claims=[claim])) == set()
    number = {"id": "fee", "label": TEXT, "type": "money"}
    with_fee = section | {"fields": [*section["fields"], number]}
    for kind, wrong_keys in (
        ("invoice", ["fee"]),
        ("invoice", ["items.invoice", "items.invoice", "items.invoice"]),
        ("contract", ["year", "items.invoice"]),
        ("contract", ["items.invoice", "fee"]),
        ("contract", ["items.invoice", "applicant"]),
        ("period", ["applicant", "category"]),
    ):
        bad = {"kind": kind, "keys": wrong_keys, "text": TEXT}
        assert "claims[0].keys" in keys(said(sections=[with_fee], claims=[bad])), (kind, wrong_keys)
    wrong = {"rule": "items_invoice = 1", "text": TEXT}
    assert keys(said(sections=[section], checks=[wrong])) == {"checks[0].rule"}


def test_a_payment_after_acceptance_needs_one() -> None:
    money = {
        "amount_text": TEXT,
        "category": "test",
        "instalments": [{"id": "last", "label": TEXT, "share": "1", "after": "acceptance"}],
    }
    assert "money.instalments[0].after" in keys(said(money=money))

"""A form as it was answered: what is asked, what is missing, what the checks say, what changed. No database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from zhongchuang.cases.programmes.answers import Form, difference, digest_of, form_of
from zhongchuang.cases.programmes.rules import compile_rules
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.tests.factory import content

ON = dt.date(2026, 11, 21)


def text(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": "words"}


def programme(**changes: Any) -> Programme:
    fields: list[dict[str, Any]] = [
        {"id": "income", "label": text("转让收益"), "type": "money"},
        {"id": "share", "label": text("团队比例"), "type": "rate"},
        {"id": "has_partner", "label": text("有合作方"), "type": "boolean"},
        {
            "id": "partner",
            "label": text("合作方"),
            "type": "text",
            "show_when": "has_partner",
        },
        {"id": "partner_share", "label": text("合作方比例"), "type": "rate", "show_when": "has_partner"},
        {
            "id": "items",
            "label": text("明细"),
            "type": "table",
            "required": False,
            "columns": [
                {"id": "invoice", "label": text("发票"), "type": "text"},
                {"id": "amount", "label": text("金额"), "type": "money"},
            ],
        },
    ]
    said: dict[str, Any] = {
        "sections": [{"id": "about", "title": text("情况"), "fields": fields}],
        "checks": [
            {"rule": "share >= p.floor", "text": text("团队比例不低于五成")},
            {"rule": "partner_share <= 0.3", "text": text("合作方不超过三成")},
            {"rule": "items_amount <= income", "text": text("明细不超过收益"), "refuses": False},
        ],
        "parameters": {"floor": "0.5"},
        "materials": [
            {"id": "contract", "label": text("合同")},
            {"id": "agreement", "label": text("合作协议"), "show_when": "has_partner"},
        ],
        "money": None,
        "steps": ["recommend", "accept", "review", "notice", "decide"],
        "claims": [],
    }
    return content(**(said | changes))


def form(answers: dict[str, Any]) -> Form:
    said = programme()
    return form_of(said, compile_rules(said), answers, ON)


def test_a_question_whose_condition_is_not_met_is_not_asked_and_its_answer_counts_for_nothing() -> None:
    without = form({"has_partner": False, "partner": "从前写的", "partner_share": "0.9000"})
    assert {"partner", "partner_share"}.isdisjoint(without.asked)
    assert without.kept == {"has_partner": False} and "partner_share" not in without.facts
    assert {"partner", "partner_share"} <= form({"has_partner": True}).asked
    assert "partner" not in form({}).asked, "not known yet: not asked yet"


def test_what_is_missing_is_told_by_field_and_by_cell() -> None:
    answers = {"income": 100, "has_partner": False, "items": [{"invoice": "001", "amount": 5}, {"amount": 5}]}
    assert [one.name for one in form(answers).missing()] == ["share", "items-1-invoice"]
    assert form(answers).missing()[1].label.zh == "明细 第 2 行 发票"


def test_a_check_holds_does_not_or_says_what_it_needs() -> None:
    low, partner, _ = form({"share": "0.4500", "has_partner": True}).checks()
    assert low.holds is False and low.refuses
    assert partner.holds is None and partner.refuses and [n.zh for n in partner.needs] == ["合作方比例"]
    assert form({"share": "0.5000"}).checks()[0].holds is True


def test_a_check_that_asks_for_what_fell_away_holds() -> None:
    assert form({"has_partner": False, "partner_share": "0.9000"}).checks()[1].holds is True


def test_a_check_that_only_warns_does_not_refuse() -> None:
    over = form({"income": 100, "items": [{"invoice": "1", "amount": 60}, {"invoice": "2", "amount": 60}]})
    warned = over.checks()[2]
    assert warned.holds is False and not warned.refuses
    assert over.facts["items_amount"] == 120 and over.facts["items_rows"] == 2


def test_a_sum_with_a_gap_is_unknown() -> None:
    assert "items_amount" not in form({"items": [{"invoice": "1", "amount": 60}, {"invoice": "2"}]}).facts


def test_papers_are_wanted_as_their_conditions_say() -> None:
    assert [one.id for one in form({"has_partner": False}).materials] == ["contract"]
    assert [one.id for one in form({"has_partner": True}).materials] == ["contract", "agreement"]


def test_the_most_that_can_be_granted_is_reckoned_exactly() -> None:
    said = content()
    assert form_of(said, compile_rules(said), {"total": 123_456}, ON).amount == 123_456
    assert form_of(said, compile_rules(said), {}, ON).amount is None


def test_a_rate_is_a_part_of_one() -> None:
    assert form({"share": "0.6660"}).facts["share"] == Decimal("0.666")


def test_an_answer_of_another_form_is_unknown_instead_of_an_error() -> None:
    assert "income" not in form({"income": -5}).facts


def test_what_changed_is_told_field_by_field_and_row_by_row() -> None:
    fields = programme().fields
    rows = [{"invoice": str(n), "amount": n} for n in (1, 2, 3)]
    before: dict[str, Any] = {"income": 100, "share": "0.5000", "items": rows}
    changed: list[Any] = [rows[0], {"invoice": "2", "amount": 9}, rows[2], {"invoice": "4", "amount": 4}]
    changes = difference(fields, before, {"income": 200, "share": "0.5000", "items": changed})
    assert [(c.field.id, c.row) for c in changes] == [("income", None), ("items", 2), ("items", 4)]
    assert changes[0].before == 100 and changes[0].after == 200
    assert difference(fields, before, dict(before)) == ()


def test_the_columns_that_differ_in_a_row_are_named() -> None:
    fields = programme().fields
    (change,) = difference(
        fields, {"items": [{"invoice": "1", "amount": 1}]}, {"items": [{"invoice": "1", "amount": 2}]}
    )
    assert [column.id for column in change.columns] == ["amount"] and change.row == 1
    (gone,) = difference(fields, {"items": [{"invoice": "1", "amount": 1}]}, {})
    assert gone.after is None and gone.row == 1


def test_the_digest_is_of_the_content_whatever_the_order() -> None:
    assert digest_of({"a": 1, "b": 2}, [["m", "n", "s"]]) == digest_of({"b": 2, "a": 1}, [("m", "n", "s")])
    assert digest_of({"a": 1}, []) != digest_of({"a": 2}, [])

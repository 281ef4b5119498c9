"""Never ask twice, and never support twice: what fills a form beforehand, what makes a case unique. No database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from zhongchuang.cases.flow.chain import station_following, stations
from zhongchuang.cases.programmes.claims import Holder, claims_of
from zhongchuang.cases.programmes.prefill import Earlier, Known, locked_answers, prefill, sources_of
from zhongchuang.cases.programmes.schema import FormField, Level, Programme
from zhongchuang.cases.tests.factory import content
from zhongchuang.core.json_values import Json


def text(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": "words"}


def programme(*fields: dict[str, Any], claims: list[dict[str, Any]] | None = None) -> Programme:
    return content(
        sections=[{"id": "about", "title": text("情况"), "fields": list(fields)}],
        money=None,
        steps=["recommend", "accept", "review", "notice", "decide"],
        claims=claims or [],
    )


NAME = {"id": "name", "label": text("名称"), "type": "text", "prefill": "space.name", "locked": True}
AREA = {"id": "area", "label": text("面积"), "type": "decimal", "prefill": "space.area"}
OPENED = {"id": "opened", "label": text("开始运营"), "type": "date", "prefill": "space.opened_on"}
INCOME = {"id": "income", "label": text("收入"), "type": "money", "fact": "income"}
BANK = {"id": "bank", "label": text("开户行"), "type": "text"}
TOTAL = {"id": "total", "label": text("申请金额"), "type": "money"}


def test_what_is_known_becomes_an_answer_that_says_where_it_came_from() -> None:
    said = programme(NAME, AREA, OPENED, INCOME)
    assert sources_of(said) == {"space.name", "space.area", "space.opened_on", "fact:income"}
    known: dict[str, Known] = {
        "space.name": "虚构空间",
        "space.area": Decimal("500"),
        "space.opened_on": dt.date(2024, 3, 1),
        "fact:income": 12_345,
    }
    told = prefill(said, known)
    assert told.answers == {"name": "虚构空间", "area": "500.00", "opened": "2024-03-01", "income": 12_345}
    assert told.origins["area"] == {"source": "space.area", "answer": "500.00"}
    assert locked_answers(said, known | {"space.name": "新名称"}) == {"name": "新名称"}


def test_what_does_not_fit_a_field_is_left_for_the_applicant() -> None:
    small: dict[str, Any] = AREA | {"maximum": 100}
    assert prefill(programme(small), {"space.area": 500}).answers == {}
    assert prefill(programme(small), {"space.area": None}).answers == {}


def earlier(fields: tuple[FormField, ...], answers: dict[str, Json]) -> Earlier:
    return Earlier("GS-2025-000001", fields, answers)


def test_the_same_question_is_answered_as_last_time_unless_it_is_about_this_time() -> None:
    said = programme(BANK, TOTAL, claims=[])
    before = earlier(said.fields, {"bank": "虚构银行", "total": 100})
    told = prefill(said, {}, before)
    assert told.answers == {"bank": "虚构银行"}, "an amount is asked anew"
    assert told.origins["bank"] == {"source": "case:GS-2025-000001", "answer": "虚构银行"}


def test_what_makes_a_case_unique_is_never_repeated() -> None:
    said = programme(BANK, claims=[{"kind": "contract", "keys": ["bank"], "text": text("一份一次")}])
    assert prefill(said, {}, earlier(said.fields, {"bank": "合同1"})).answers == {}


def test_an_answer_to_another_kind_of_question_is_not_taken() -> None:
    number = FormField.model_validate({"id": "bank", "label": text("一个数"), "type": "integer"})
    assert prefill(programme(BANK), {}, earlier((number,), {"bank": 5})).answers == {}


ITEMS = {
    "id": "items",
    "label": text("明细"),
    "type": "table",
    "columns": [
        {"id": "contract", "label": text("合同"), "type": "text", "required": False},
        {"id": "invoice", "label": text("发票"), "type": "text"},
    ],
}
YEAR = {"id": "year", "label": text("年度"), "type": "integer"}
HOLDER = Holder(
    {"space": "SP-1", "category": "running", "year": "2026", "programme": "x/y"},
    {"space": "虚构空间", "category": "运营补助", "year": "2026年度", "programme": "测试"},
    ("91350100M000100Y43", "虚构运营公司"),
)


def claims(
    *said: dict[str, Any], answers: dict[str, Json]
) -> list[tuple[str, tuple[tuple[str, str], ...], str]]:
    found = claims_of(programme(ITEMS, YEAR, claims=list(said)), answers, HOLDER)
    return [(one.kind, one.parts, one.text) for one in found]


def test_a_key_is_made_of_fields_first_and_of_what_the_platform_knows() -> None:
    period = {"kind": "period", "keys": ["space", "category", "year"], "text": text("一年一次")}
    assert claims(period, answers={"year": 2025}) == [
        (
            "period",
            (("party", "space:SP-1"), ("category", "running"), ("year", "2025")),
            "虚构空间 · 运营补助 · 年度 2025",
        )
    ]
    assert claims(period, answers={}) == [], "a field that is blank claims nothing"


def test_every_row_claims_its_invoice_a_contract_in_several_rows_is_one() -> None:
    rows: list[Json] = [
        {"contract": "HT-1", "invoice": "001"},
        {"contract": "HT-1", "invoice": "002"},
        {"invoice": "002"},
    ]
    found = claims(
        {"kind": "invoice", "keys": ["items.invoice"], "text": text("发票一次")},
        {"kind": "contract", "keys": ["items.contract", "year"], "text": text("合同一次")},
        answers={"items": rows, "year": 2026},
    )
    assert [kind for kind, _, _ in found] == ["invoice"] * 3 + ["contract"] * 2
    assert [parts for _, parts, _ in found[3:]] == [
        (("number", "HT-1"), ("party", party), ("year", "2026")) for party in HOLDER.parties
    ]
    assert {told for _, _, told in found[3:]} == {"合同 HT-1 · 虚构运营公司 · 年度 2026"}


CHAIN = (Level(level="county", days=10), Level(level="city", days=5))


def test_a_case_goes_from_county_to_city_and_out() -> None:
    found = stations(CHAIN, ("620102", "620100", "620000", "000000"))
    assert [(one.level.level, one.place) for one in found] == [("county", "620102"), ("city", "620100")]
    assert station_following(found, None) == found[0]
    assert station_following(found, "620102") == found[1]
    assert station_following(found, "620100") is None


def test_who_is_registered_with_a_city_has_no_county() -> None:
    assert [one.level.level for one in stations(CHAIN, ("620100", "620000"))] == ["city"]
    assert stations(CHAIN, ("620000",)) == ()

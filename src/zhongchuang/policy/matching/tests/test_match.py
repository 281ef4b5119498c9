"""Verdicts: when, for whom, how much, and what stands in the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.tests.asking_the_sample import (
    FULL_SPACE,
    YUAN,
    sentences,
    subject,
    verdict,
    verdicts,
)
from zhongchuang.policy.matching.verdicts import Answer, Status, yuan_number
from zhongchuang.policy.packs.loader import rulebook_of
from zhongchuang.policy.packs.schema import Text
from zhongchuang.policy.packs.tests.factory import changed

GRANT = "province/space-grant"


def test_met_with_amount_and_working() -> None:
    found = verdict("province/share", in_space=True, income=1_000_000 * YUAN)
    assert (found.answer, found.amount_fen) == (Answer.MET, 700_000 * YUAN)
    assert found.working is not None
    assert found.working.text.zh == "1,000,000 元 × 70% = 700,000 元"
    assert [p.quote for p in found.working.parameters] == ["不得低于70%"]


@pytest.mark.parametrize(
    ("on", "answer", "status"),
    [
        (date(2020, 1, 9), Answer.NOT_MET, Status.NOT_YET),
        (date(2020, 1, 10), Answer.MET, Status.IN_FORCE),
        (date(2024, 12, 31), Answer.MET, Status.IN_FORCE),
        (date(2025, 1, 1), Answer.NOT_MET, Status.EXPIRED),
    ],
)
def test_the_first_and_the_last_day_count(on: date, answer: Answer, status: Status) -> None:
    found = verdict("province/share", on, in_space=True, income=YUAN)
    assert (found.answer, found.status) == (answer, status)
    assert found.near_miss is False


@pytest.mark.parametrize(
    ("on", "award", "answer", "status"),
    [
        (date(2020, 1, 31), True, Answer.NOT_MET, Status.NOT_YET),
        (date(2020, 12, 31), True, Answer.NOT_MET, Status.IN_FORCE),  # the award counts from 2022
        (date(2021, 1, 1), True, Answer.NOT_MET, Status.NOT_YET),  # a year without a rule, another to come
        (date(2022, 1, 1), True, Answer.MET, Status.IN_FORCE),
        (date(2023, 1, 1), True, Answer.NOT_MET, Status.EXPIRED),
    ],
)
def test_a_day_without_a_rule_is_not_in_force(on: date, award: bool, answer: Answer, status: Status) -> None:
    found = verdict("province/voucher", on, kind="enterprise", has_award=award, founded=on)
    assert (found.answer, found.status) == (answer, status)


def test_a_fact_that_cannot_matter_is_not_asked_for() -> None:
    before = verdict("province/voucher", date(2020, 12, 31), kind="enterprise")
    after = verdict("province/voucher", date(2022, 1, 1), kind="enterprise", founded=date(2021, 12, 31))
    assert before.unknown == ("founded",)
    assert after.unknown == ("has_award",)


@pytest.mark.parametrize(
    ("on", "amount"), [(date(2020, 12, 31), 50), (date(2021, 1, 1), 75), (date(2022, 12, 31), 75)]
)
def test_the_amount_follows_the_number_of_the_day(on: date, amount: int) -> None:
    found = verdict("nation/extra-deduction", on, kind="enterprise", expense=100, industry="C39")
    assert found.amount_fen == (76 if amount == 75 else amount)  # 75.5 分 is rounded half away from zero


def test_a_day_without_a_number_is_not_in_force() -> None:
    found = verdict(
        "nation/extra-deduction", date(2023, 1, 1), kind="enterprise", expense=100, industry="C39"
    )
    assert (found.answer, found.status) == (Answer.NOT_MET, Status.EXPIRED)
    assert "“加计比例”在这一天没有数值" in " ".join(sentences(found.reasons))


def test_a_condition_without_its_number_is_not_in_force() -> None:
    measures = "province/measures.yaml"
    book = rulebook_of(changed((measures, "{value: 12, quote", "{value: 12, to: 2020-06-30, quote")))
    firm = subject("enterprise", founded=date(2015, 1, 1))
    days = (date(2020, 6, 30), date(2020, 7, 1))
    found = {on: next(v for v in match(book, firm, on) if "voucher" in v.measure.id) for on in days}
    assert [v.answer for v in found.values()] == [Answer.MET, Answer.NOT_MET]
    assert "“成立月数”在这一天没有数值：只到2020年6月30日为止。" in sentences(found[date(2020, 7, 1)].reasons)


def test_an_industry_too_coarse_is_unknown_and_asked_for_again() -> None:
    found = verdict("nation/extra-deduction", kind="enterprise", expense=100, industry="C")
    assert (found.answer, found.unknown) == (Answer.UNKNOWN, ("industry",))
    assert "现有回答还不足以判断" in " ".join(sentences(found.reasons))


def test_a_measure_for_others() -> None:
    found = verdict(GRANT, kind="team")
    assert (found.answer, found.status, found.unknown) == (Answer.NOT_MET, Status.OTHER_KIND, ())
    assert "给众创空间，不是给创业团队的。" in sentences(found.reasons)


def test_only_the_facts_that_can_still_change_the_answer_are_unknown() -> None:
    assert set(verdict(GRANT, kind="space").unknown) == {"area", "seats", "months"}
    assert verdict(GRANT, kind="space", seats=30).unknown == ("months",)
    assert verdict(GRANT, kind="space", months=17).unknown == ()


def test_a_near_miss_says_what_would_have_to_change() -> None:
    found = verdict(GRANT, kind="space", facts=FULL_SPACE | {"months": 17})
    assert (found.answer, found.near_miss) == (Answer.NOT_MET, True)
    assert found.to_change is not None
    assert found.to_change.zh == "运营月数要不少于 18 个月；现为 17 个月（本人申报），不符合。"
    assert (
        found.to_change.en
        == "Months in operation must be at least 18 months; now 17 months (declared): not fulfilled."
    )


def test_an_or_that_fails_is_one_condition() -> None:
    found = verdict(GRANT, kind="space", facts=FULL_SPACE | {"area": Decimal("499.99")})
    assert found.near_miss
    assert found.to_change == Text(
        "场地面积要不少于 500 平方米；现为 499.99 平方米（本人申报），不符合，"
        "或者工位要不少于 30 个；现为 10 个（本人申报），不符合。",
        "Floor area must be at least 500 m²; now 499.99 m² (declared): not fulfilled, "
        "or Seats must be at least 30; now 10 (declared): not fulfilled.",
    )


def test_two_failing_conditions_are_no_near_miss() -> None:
    assert not verdict(GRANT, kind="space", area=Decimal(1), seats=1, months=1).near_miss


def test_one_failing_and_one_unknown_is_no_near_miss() -> None:
    assert not verdict(GRANT, kind="space", months=17).near_miss


def test_a_check_nobody_can_tell_does_not_block_and_is_listed() -> None:
    found = verdict(GRANT, kind="space", facts=FULL_SPACE)
    assert found.answer is Answer.MET
    assert [c.check.text.zh for c in found.to_verify] == ["使用面积不低于75%"]
    assert "由主管部门核验：使用面积不低于75%。" in sentences(found.reasons)


def test_a_check_known_to_fail_refuses_and_is_the_near_miss() -> None:
    found = verdict(GRANT, kind="space", facts=FULL_SPACE, share_used=Decimal("0.7499"))
    assert (found.answer, found.near_miss, found.amount_fen) == (Answer.NOT_MET, True, None)
    assert found.to_change == Text(
        "使用面积不低于75%：不符合。", "At least 75 % of the area in use: not fulfilled."
    )
    assert verdict(GRANT, kind="space", facts=FULL_SPACE, share_used=Decimal("0.75")).answer is Answer.MET


def test_a_check_known_to_fail_leaves_nothing_to_ask() -> None:
    found = verdict(GRANT, kind="space", share_used=Decimal(0))
    assert (found.answer, found.unknown) == (Answer.NOT_MET, ())


def test_an_amount_that_lacks_a_fact_is_null_and_names_it() -> None:
    facts = {name: value for name, value in FULL_SPACE.items() if name != "cost"}
    found = verdict(GRANT, kind="space", facts=facts)
    assert (found.answer, found.amount_fen, found.unknown, found.amount_unknown) == (
        Answer.MET,
        None,
        (),
        ("cost",),
    )


@pytest.mark.parametrize(
    ("cost", "amount"), [(1_666_666, 49_999_980), (1_666_667, 50_000_000), (9_000_000, 50_000_000)]
)
def test_a_cap_holds(cost: int, amount: int) -> None:
    assert verdict(GRANT, kind="space", facts=FULL_SPACE | {"cost": cost * YUAN}).amount_fen == amount


def test_what_only_encourages_confers_nothing() -> None:
    found = verdict("province/city-funds", kind="space", months=1)
    assert (found.answer, found.status, found.near_miss) == (Answer.NOT_MET, Status.NO_OPEN_CALL, True)
    assert "文件只是鼓励、支持，目前没有开放的申报。" in sentences(found.reasons)
    unknown = verdict("province/city-funds", kind="space")
    assert (unknown.answer, unknown.unknown, unknown.near_miss) == (Answer.NOT_MET, (), False)


def test_what_waits_for_a_condition_names_it() -> None:
    found = verdict("province/tax-when-ready", kind="space", seats=1)
    assert (found.answer, found.status, found.near_miss) == (Answer.NOT_MET, Status.SUSPENDED, True)
    assert found.to_change is not None
    assert found.to_change.zh == "国家有关办法出台"
    assert not verdict("province/tax-when-ready", kind="space", seats=0).near_miss


def test_units_carry_todays_successors() -> None:
    units = {u.name: u.today for u in verdict("province/share", date(2021, 6, 1)).units}
    assert units == {"省科技厅": ("省科技厅",), "省地税局": ("省税务局",), "省农委": ("省农业农村厅",)}


def test_measures_of_other_places_are_not_there() -> None:
    assert "city/zone-share" not in verdicts(place="990000")
    assert "city/zone-share" not in verdicts(place="990200")
    assert set(verdicts(place="000000")) == {"nation/share", "nation/extra-deduction"}


def test_met_first_then_near_then_unknown_then_not() -> None:
    found = list(verdicts(kind="space", facts=FULL_SPACE | {"seats": 0}).values())
    groups = [(v.answer.value, v.near_miss) for v in found]
    order = [("met", False), ("not_met", True), ("unknown", False), ("not_met", False)]
    assert groups == sorted(groups, key=order.index)


def test_the_json_form() -> None:
    data = verdict("province/share", in_space=True, income=101).to_json()
    assert {
        "measure",
        "title",
        "clause",
        "verdict",
        "amount",
        "unknown",
        "reasons",
        "near_miss",
    } <= data.keys()
    assert (data["measure"], data["clause"], data["verdict"], data["amount"]) == (
        "province/share",
        "一",
        "met",
        0.71,
    )


@pytest.mark.parametrize(
    ("fen", "yuan"), [(None, None), (0, 0), (100, 1), (-150, -1.5), (1, 0.01), (10**15, 10**13)]
)
def test_amounts_are_yuan_and_whole_ones_integers(fen: int | None, yuan: float | None) -> None:
    assert yuan_number(fen) == yuan
    assert isinstance(yuan_number(fen), int | None) is (fen is None or fen % 100 == 0)

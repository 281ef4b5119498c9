"""Each kind of change does what it says to the book, and nothing to the book it came from."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.prepared import prepare
from zhongchuang.policy.matching.subject import FactValue, Subject
from zhongchuang.policy.matching.verdicts import Answer, Status, Verdict
from zhongchuang.policy.packs.schema import Measure, Modality, RuleBook, SubjectKind
from zhongchuang.policy.simulation.changed import changed_book, touched
from zhongchuang.policy.simulation.changes import (
    Change,
    Repeal,
    SetCap,
    SetCondition,
    SetDates,
    SetParameter,
    Switch,
    changes_from_json,
    changes_to_json,
)
from zhongchuang.policy.simulation.errors import ChangeError
from zhongchuang.policy.simulation.tests.test_comparing import ON, SHARE, book

TEAM = Subject(
    "210100",
    SubjectKind.TEAM,
    {"transfer_income": FactValue(100_000_000), "in_space": FactValue(True)},
)
DOCUMENT = "liaozhengbanfa-2016-88"


def verdict(changed: RuleBook, measure: str = SHARE, on: date = ON, subject: Subject = TEAM) -> Verdict:
    return next(v for v in match(changed, subject, on) if v.measure.id == measure)


def after(*changes: Change) -> RuleBook:
    return changed_book(book(), changes)


def measure_of(changed: RuleBook, name: str = SHARE) -> Measure:
    found = changed.measure(name)
    assert found is not None
    return found


def test_the_book_it_came_from_is_untouched_and_versions_differ() -> None:
    before = verdict(book()).amount_fen
    changed = after(SetParameter(SHARE, "share", Decimal("0.60")))
    assert verdict(changed).amount_fen == 60_000_000
    assert verdict(book()).amount_fen == before == 70_000_000
    assert changed.version.startswith(book().version + "+")
    assert after(SetParameter(SHARE, "share", Decimal("0.61"))).version != changed.version
    assert changed_book(book(), ()) is book()


def test_a_finer_value_than_the_law_ever_had_is_kept_to_the_last_digit() -> None:
    assert verdict(after(SetParameter(SHARE, "share", Decimal("0.6125")))).amount_fen == 61_250_000


def test_a_value_for_a_period_leaves_the_days_around_it() -> None:
    changed = after(SetParameter(SHARE, "share", Decimal("0.60"), date(2026, 1, 1), date(2026, 12, 31)))
    shares = [
        measure_of(changed).parameters["share"].at(day)
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert [value and value.value for value in shares] == [
        Decimal(n) for n in ("0.70", "0.60", "0.60", "0.70")
    ]


def test_a_cap_is_the_smaller_of_both_and_a_second_one_replaces_the_first() -> None:
    assert verdict(after(SetCap(SHARE, 50_000_000))).amount_fen == 50_000_000
    assert verdict(after(SetCap(SHARE, 90_000_000))).amount_fen == 70_000_000
    assert verdict(after(SetCap(SHARE, 1), SetCap(SHARE, 40_000_000))).amount_fen == 40_000_000


def test_a_cap_on_an_unknown_amount_is_unknown() -> None:
    changed = after(SetCap(SHARE, 5), SetCondition(SHARE, "in_space"))
    subject = Subject("210100", SubjectKind.TEAM, {"in_space": FactValue(True)})
    found = verdict(changed, subject=subject)
    assert (found.answer, found.amount_fen) == (Answer.MET, None)


def test_a_condition_is_read_by_the_rule_language() -> None:
    assert verdict(after(SetCondition(SHARE, "NOT in_space"))).answer is Answer.NOT_MET
    for text, part in (("in_spase", "in_spase"), ("transfer_income", "是非值"), ("in_space AND", "")):
        with pytest.raises(ChangeError) as caught:
            after(SetCondition(SHARE, text))
        assert caught.value.field == "condition" and part in caught.value.zh


def test_dates_end_a_measure_and_prolong_it_with_its_last_numbers() -> None:
    assert verdict(after(SetDates(SHARE, None, date(2026, 10, 31)))).status is Status.EXPIRED
    name = "national/equipment-one-off"
    ended = prepare(measure_of(book(), name), date(2031, 1, 1))
    assert ended.condition is None
    prolonged = prepare(measure_of(after(SetDates(name, date(2018, 1, 1), None)), name), date(2031, 1, 1))
    assert prolonged.condition is not None and prolonged.values["limit"].value == 500_000_000


def test_off_is_nobody_and_on_makes_a_promise_of_an_encouragement() -> None:
    assert verdict(after(Switch(SHARE, False))).answer is Answer.NOT_MET
    waiting = next(m for m in book().measures() if m.modality is Modality.SUSPENDED)
    assert measure_of(after(Switch(waiting.id, True)), waiting.id).modality is Modality.CONFERS
    with pytest.raises(ChangeError, match="本来就在给予"):
        after(Switch(SHARE, True))


def test_a_document_repealed_holds_until_the_day_before() -> None:
    changed = after(Repeal(DOCUMENT, date(2026, 11, 1)))
    assert verdict(changed).answer is Answer.NOT_MET
    assert verdict(changed, on=date(2026, 10, 31)).answer is Answer.MET
    of_it = [m for m in changed.measures() if m.clause.document == DOCUMENT]
    assert of_it and all(m.end is not None and m.end <= date(2026, 10, 31) for m in of_it)


def test_what_is_touched_is_the_topic_and_no_more() -> None:
    assert touched(book(), [SetCap(SHARE, 5)]) == {
        m.id for m in book().measures() if m.topic == measure_of(book()).topic
    }
    assert touched(book(), [SetCap("national/rd-super-deduction", 5)]) == {"national/rd-super-deduction"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (SetCap("no/such", 1), "measure"),
        (SetCap("national/space-property-tax", 1), "cap"),
        (SetCap(SHARE, -1), "cap"),
        (SetParameter(SHARE, "rate", Decimal("0.5")), "parameter"),
        (SetParameter(SHARE, "share", "a lot"), "value"),
        (SetParameter(SHARE, "share", ("a",)), "value"),
        (SetParameter(SHARE, "share", Decimal("0.5"), date(2026, 2, 1), date(2026, 1, 1)), "end"),
        (SetParameter("national/space-vat", "levels", ("no-such-level",)), "value"),
        (SetDates(SHARE, date(2026, 2, 1), date(2026, 1, 1)), "end"),
        (Repeal("no-such", date(2026, 1, 1)), "document"),
    ],
)
def test_what_makes_no_sense_is_told_in_both_languages(change: Change, field: str) -> None:
    with pytest.raises(ChangeError) as caught:
        after(change)
    assert caught.value.field == field
    assert caught.value.zh.endswith("。") and caught.value.en.endswith(".")


def test_changes_kept_as_json_come_back_as_they_were() -> None:
    changes: tuple[Change, ...] = (
        SetParameter(SHARE, "share", Decimal("0.60"), date(2026, 1, 1), None),
        SetParameter("national/space-vat", "levels", ("national", "provincial")),
        SetParameter("national/equipment-one-off", "limit", 1),
        SetParameter("national/space-vat", "since", date(2020, 1, 1)),
        SetCap(SHARE, 5),
        SetCondition(SHARE, "in_space"),
        SetDates(SHARE, None, date(2026, 1, 1)),
        Switch(SHARE, False),
        Repeal(DOCUMENT, date(2026, 1, 1)),
    )
    assert changes_from_json(book(), json.loads(json.dumps(changes_to_json(changes)))) == changes
    for broken in ({"kind": "else"}, {"kind": "cap"}, {"kind": "repeal", "document": "a", "day": "soon"}):
        with pytest.raises(ChangeError):
            changes_from_json(book(), [broken])

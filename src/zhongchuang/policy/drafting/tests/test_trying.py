"""Trying out: one sample subject against a measure nobody has published, and what a draft changes for all examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhongchuang.expressions import FactError
from zhongchuang.policy.drafting.content import DocumentEnd, EndKind, EntryKind
from zhongchuang.policy.drafting.sketching import Sketch, sketch
from zhongchuang.policy.drafting.tests.at_work import Desk, amendment, finished
from zhongchuang.policy.drafting.trying import effect_on_examples, try_out
from zhongchuang.policy.matching.describing import describe
from zhongchuang.policy.matching.verdicts import Answer, Status
from zhongchuang.policy.packs.schema import SubjectKind

ON = date(2021, 6, 1)


def drawn(desk: Desk) -> Sketch:
    return sketch(desk.book, desk.content, desk.text, desk.raw)


def test_a_sample_subject_gets_the_verdict_with_reasons_and_working() -> None:
    verdict = try_out(
        drawn(finished()).book,
        "yunfansheng/share",
        "980000",
        SubjectKind.TEAM,
        {"in_space": True, "income": 10_000},
        ON,
    )
    assert verdict is not None
    assert (verdict.answer, verdict.amount_fen) == (Answer.MET, 8_000)
    assert verdict.working is not None
    assert verdict.working.text.zh == "100 元 × 80% = 80 元"
    assert verdict.reasons[0].text.zh.startswith("依据云政发〔2021〕3号三")


def test_what_is_not_known_is_asked_and_what_is_no_value_is_refused() -> None:
    book = drawn(finished()).book
    verdict = try_out(book, "yunfansheng/share", "980000", SubjectKind.TEAM, {}, ON)
    assert verdict is not None
    assert verdict.unknown == ("in_space", "income")
    with pytest.raises(FactError):
        try_out(book, "yunfansheng/share", "980000", SubjectKind.TEAM, {"income": "much"}, ON)
    with pytest.raises(KeyError):
        try_out(book, "yunfansheng/share", "970000", SubjectKind.TEAM, {}, ON)
    assert try_out(book, "yunfansheng/share", "990000", SubjectKind.TEAM, {}, ON) is None


def test_a_sketch_is_what_publishing_would_give() -> None:
    desk = finished()
    sketched = drawn(desk)
    assert sketched.problems == ()
    measure, after = sketched.measure("share"), desk.after().measure("yunfansheng/share")
    assert measure is not None
    assert after is not None
    assert [str(rule) for rule in measure.rules()] == [str(rule) for rule in after.rules()]
    one, other = (replace(m, written_at="", conditions=(), benefit=()) for m in (measure, after))
    assert one == other
    assert describe(sketched.book, measure, ON) == describe(desk.after(), after, ON)


def test_what_cannot_be_read_is_told_and_left_out() -> None:
    sketched = drawn(finished().measure(when="nonsense"))
    assert sketched.measure("share") is None
    assert [path for _, _, path, _, _ in sketched.problems] == [("when",)]


def test_a_sketch_leaves_the_rule_book_as_it_is() -> None:
    desk = amendment().measure(title={"zh": "新", "en": "New"})
    before = desk.book.measure("province/share")
    assert drawn(desk).book.measure("province/share") != before
    assert desk.book.measure("province/share") == before


def test_the_effect_names_every_verdict_and_amount_that_differs_and_no_other() -> None:
    desk = amendment().measure(
        parameters={
            "share": {
                "type": "rate",
                "label": {"zh": "收益比例", "en": "Share"},
                "values": [
                    {"value": "0.7", "from": "2020-01-10", "to": "2021-12-31", "quote": "不得低于70%"}
                ],
            }
        }
    )
    assert effect_on_examples(desk.book, desk.book) == ()
    changed = effect_on_examples(desk.book, desk.after())
    for row in changed:
        assert row.measure in ("province/share", "nation/share"), row
        assert row.before != row.after
    dates = {row.example.on for row in changed if row.measure == "province/share"}
    assert all(on > date(2021, 12, 31) for on in dates)


def test_a_document_that_ends_shows_in_the_examples() -> None:
    desk = finished()
    end = DocumentEnd("shi-2020-1", EndKind.REPEALED, date(2020, 6, 1), None, "一", "到2025年")
    after = desk.but(replace(desk.content, ends=(end,))).after()
    changed = effect_on_examples(desk.book, after)
    gone = [row for row in changed if row.measure.startswith("province/") and row.after is not None]
    assert gone
    assert {row.after.status for row in gone if row.after is not None and row.before is not None} >= {
        Status.EXPIRED
    }


def test_examples_of_the_draft_have_no_before() -> None:
    desk = finished()
    changed = effect_on_examples(desk.book, desk.after())
    assert {(row.example.name, row.before) for row in changed} == {
        (row["name"], None) for row in desk.content.of(EntryKind.EXAMPLE)
    }

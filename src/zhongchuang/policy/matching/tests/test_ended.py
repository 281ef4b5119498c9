"""A document that ends takes its promises with it, from that day on and not before, for one subject and for many."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.population import match_population
from zhongchuang.policy.matching.subject import FactValue, Subject
from zhongchuang.policy.matching.verdicts import Status, Verdict
from zhongchuang.policy.packs.loader import rulebook_of
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind
from zhongchuang.policy.packs.tests.factory import changed, problems_of, sample_book
from zhongchuang.policy.packs.text import read_text

ENTRY = "province/documents/shi-2020-1.yaml"
LAST = date(2021, 6, 30)
NEXT = date(2021, 7, 1)
SUBJECT = Subject("990000", SubjectKind.TEAM, {"in_space": FactValue(True), "income": FactValue(10_000)})
ENDED = (
    "state: repealed\nended: {on: 2021-07-01, by: guo-2019-1, clause: guo-2019-1#%s, quote: %s}\n"
    "state_note: {zh: 由新办法取代。, en: A new text takes its place.}\n"
)


def repealed() -> RuleBook:
    """The province's document repealed from the middle of 2021, though its measures name no end or a later one."""
    text = sample_book().document("guo-2019-1")
    assert text is not None
    clause = next(c for c in read_text(text).walk() if c.text)
    return rulebook_of(
        changed(
            (ENTRY, "state: valid\n", ENDED % (clause.ref, clause.text[:6])),
            (ENTRY, "expires: 2024-12-31", "expires: 2021-06-30"),
            (
                "province/measures.yaml",
                "  when: in_space AND income",
                "  effective: {to: 2030-12-31}\n  when: in_space AND income",
            ),
        )
    )


def share(book: RuleBook, on: date) -> Verdict:
    return next(v for v in match(book, SUBJECT, on) if v.measure.id == "province/share")


def test_until_its_last_day_it_stands_and_from_the_next_it_does_not() -> None:
    assert share(repealed(), LAST).status is Status.IN_FORCE
    verdict = share(repealed(), NEXT)
    assert verdict.status is Status.EXPIRED
    assert [reason.text.zh for reason in verdict.reasons[1:3]] == [
        "只到2021年6月30日为止。",
        "所依据的文件已经废止。由新办法取代。",
    ]


def test_no_promise_outlives_its_document_whatever_it_says_itself() -> None:
    for measure in repealed().packs["province"].measures:
        if measure.clause.document == "shi-2020-1":
            assert measure.end is not None
            assert measure.end <= LAST


def test_the_version_before_answers_as_it_did() -> None:
    assert share(sample_book(), NEXT).status is Status.IN_FORCE


def test_where_the_higher_promise_yielded_to_it_that_one_stands_again() -> None:
    rivals = {
        v.measure.id: v.status for v in match(repealed(), SUBJECT, NEXT) if v.measure.topic == "income-share"
    }
    assert rivals["province/share"] is Status.EXPIRED


def test_a_promise_that_would_have_begun_later_never_begins() -> None:
    book = rulebook_of(
        changed(
            (ENTRY, "expires: 2024-12-31", "expires: 2021-06-30"),
            (
                "province/measures.yaml",
                "  when: in_space AND income",
                "  effective: {from: 2022-01-01}\n  when: in_space AND income",
            ),
        )
    )
    for on in (NEXT, date(2023, 1, 1)):
        assert share(book, on).status is Status.EXPIRED
    assert share(book, LAST).status is Status.NOT_YET


@pytest.mark.parametrize(("on", "met"), [(LAST, 1), (NEXT, 0)])
def test_a_population_is_told_the_same(tmp_path: Path, on: date, met: int) -> None:
    source, out = tmp_path / "p.parquet", tmp_path / "r.parquet"
    rows = {"id": ["a"], "place": ["990000"], "kind": ["team"], "in_space": [True], "income": [100]}
    pl.DataFrame(rows).write_parquet(source)
    match_population(repealed(), source, on, out)
    assert pl.read_parquet(out)["province/share"].to_list() == [met]


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        ("ended: {on: 2021-07-01}\n", "写明依据"),
        ("ended: {on: 2021-07-01, source: 公报, by: nothing}\n", "没有文件“nothing”"),
        ("ended: {on: 2021-07-01, clause: guo-2019-1#九九, quote: 某话}\n", "没有条款“九九”"),
        ("ended: {on: soon, source: 公报}\n", "不是日期"),
    ],
)
def test_what_is_said_of_the_end_is_checked(ended: str, words: str) -> None:
    found = problems_of(changed((ENTRY, "state: valid\n", "state: repealed\n" + ended)))
    assert any(words in problem.zh for problem in found)

"""Who may not review whom, each reason with its path."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.reviewing.conflicts import (
    CaseSide,
    ConflictKind,
    ExpertSide,
    Link,
    Relative,
    Tied,
    TieKind,
    against_any,
    conflicts,
    counts,
)

TODAY = dt.date(2026, 11, 21)
NAMES = {1: "申请单位", 2: "关联单位", 3: "无关单位", 4: "所在单位"}
CASE = CaseSide(
    "TEST-1",
    account=10,
    person=100,
    organisation=1,
    employer=4,
    relatives=(
        Relative(False, 2, (Link("关联单位", "controls", "申请单位"),)),
        Relative(True, 7, (Link("张*", "represents", "申请单位"),)),
    ),
)
OUTSIDER = ExpertSide("某专家", account=20, person=5, employer=3)


def kinds(expert: ExpertSide, case: CaseSide = CASE) -> list[ConflictKind]:
    return [one.kind for one in conflicts(expert, case, NAMES, TODAY)]


def tied(kind: TieKind, organisation: int = 1, until: dt.date | None = None) -> ExpertSide:
    return ExpertSide("某专家", 20, ties=(Tied(kind, organisation, dt.date(2015, 1, 1), until),))


def test_a_stranger_may_review() -> None:
    assert kinds(OUTSIDER) == []


@pytest.mark.parametrize(
    ("expert", "kind"),
    [
        (ExpertSide("某专家", 10), ConflictKind.SELF),
        (ExpertSide("某专家", 20, person=100), ConflictKind.SELF),
        (ExpertSide("某专家", 20, acts_for=frozenset({1})), ConflictKind.ACTS_FOR),
        (ExpertSide("某专家", 20, employer=1), ConflictKind.SAME_EMPLOYER),
        (ExpertSide("某专家", 20, employer=4), ConflictKind.SAME_EMPLOYER),  # of the one who applies
        (ExpertSide("某专家", 20, applied_for=frozenset({1})), ConflictKind.EARLIER_CASE),
        (tied(TieKind.MENTOR), ConflictKind.MENTOR),
        (tied(TieKind.COOPERATION), ConflictKind.COOPERATION),
        (tied(TieKind.ADVISER), ConflictKind.ADVISER),
        (tied(TieKind.FAMILY), ConflictKind.FAMILY),
        (ExpertSide("某专家", 20, employer=2), ConflictKind.RELATED),
        (ExpertSide("某专家", 20, acts_for=frozenset({2})), ConflictKind.RELATED),
        (tied(TieKind.MENTOR, 2), ConflictKind.RELATED),
        (ExpertSide("某专家", 20, person=7), ConflictKind.STANDS_BEHIND),
    ],
)
def test_each_way_of_being_tied(expert: ExpertSide, kind: ConflictKind) -> None:
    assert kinds(expert) == [kind]


def test_the_path_leads_from_the_expert_to_the_applicant() -> None:
    (found,) = conflicts(ExpertSide("某专家", 20, employer=2), CASE, NAMES, TODAY)
    assert [link.plain() for link in found.path] == [
        ["某专家", "works_at", "关联单位"],
        ["关联单位", "controls", "申请单位"],
    ]


@pytest.mark.parametrize(
    ("until", "still"),
    [(None, True), (dt.date(2023, 11, 21), True), (dt.date(2023, 11, 20), False)],
)
def test_who_left_a_house_is_of_it_for_three_more_years(until: dt.date | None, still: bool) -> None:
    for kind in (TieKind.EMPLOYER, TieKind.COOPERATION, TieKind.MENTOR, TieKind.ADVISER):
        assert bool(kinds(tied(kind, until=until))) is still


def test_kinship_does_not_end() -> None:
    assert kinds(tied(TieKind.FAMILY, until=dt.date(2001, 1, 1))) == [ConflictKind.FAMILY]


def test_a_tie_that_ended_on_the_29th_of_february() -> None:
    tie = Tied(TieKind.EMPLOYER, 1, dt.date(2020, 1, 1), dt.date(2024, 2, 29))
    assert counts(tie, dt.date(2027, 2, 28)) and not counts(tie, dt.date(2027, 3, 1))


def test_a_past_post_is_told_as_past() -> None:
    (found,) = conflicts(tied(TieKind.EMPLOYER, until=dt.date(2025, 1, 1)), CASE, NAMES, TODAY)
    assert found.path[0].what == "was_employer"


def test_one_case_of_a_panel_is_enough() -> None:
    other = CaseSide("TEST-2", account=11, organisation=3)
    found = against_any(OUTSIDER, (CASE, other), NAMES, TODAY)
    assert [(number, one.kind) for number, one in found] == [("TEST-2", ConflictKind.SAME_EMPLOYER)]

"""Many cases at once: each has its own outcome; a repeated form counts once; who may only look does nothing."""

from __future__ import annotations

from typing import Any

import pytest

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Batch, Case
from zhongchuang.cases.services.batching import MOST, BatchAction, Marked, cases_batch
from zhongchuang.cases.tests.factory import case_at
from zhongchuang.cases.tests.office.factory import Desk
from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.messages.models import Note


def marked(*cases: Case) -> list[Marked]:
    return [Marked(case.pk, case.row_version) for case in cases]


def run(desk: Desk, action: BatchAction, *cases: Case, **given: Any) -> Batch:
    return cases_batch(actor=desk.acts(desk.officer), action=action, marked=marked(*cases), **given)


def test_one_that_fails_keeps_no_other_from_being_accepted_and_says_why(desk: Desk) -> None:
    good, moved, stale = (case_at(State.SUBMITTED, round=desk.round) for _ in range(3))
    page = marked(good, moved, stale)
    Case.objects.filter(pk=moved.pk).update(state=State.WITHDRAWN.value)
    Case.objects.filter(pk=stale.pk).update(row_version=7)
    row = cases_batch(actor=desk.acts(desk.officer), action=BatchAction.ACCEPT, marked=page)
    told = {number: (zh, en) for number, zh, en in row.outcomes}
    assert told[good.number] == ("", "")
    assert "已撤回" in told[moved.number][0] and told[moved.number][1]
    assert "第 7 版" in told[stale.number][0]
    states = dict(Case.objects.values_list("number", "state"))
    assert states[good.number] == State.REVIEWING
    assert (states[moved.number], states[stale.number]) == (State.WITHDRAWN, State.SUBMITTED)


def test_the_same_form_twice_counts_once(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)
    page = marked(case)
    said: dict[str, Any] = {
        "actor": desk.acts(desk.officer),
        "action": BatchAction.ACCEPT,
        "marked": page,
        "key": "batch-key-1",
    }
    first, second = cases_batch(**said), cases_batch(**said)
    assert first.pk == second.pk
    assert [zh for _n, zh, _e in second.outcomes] == [""]
    assert Batch.objects.count() == 1


def test_many_are_given_to_one_officer(desk: Desk) -> None:
    cases = [case_at(State.SUBMITTED, round=desk.round) for _ in range(3)]
    row = run(desk, BatchAction.ASSIGN, *cases, officer_id=desk.colleague.pk)
    assert [zh for _n, zh, _e in row.outcomes] == ["", "", ""]
    assert set(Case.objects.values_list("officer_id", flat=True)) == {desk.colleague.pk}
    row = run(desk, BatchAction.ASSIGN, *Case.objects.all(), officer_id=desk.finance.pk)
    assert all("经办" in zh for _n, zh, _e in row.outcomes)


def test_applicants_are_told_in_the_officers_words(desk: Desk) -> None:
    one, paper = (case_at(State.SUBMITTED, round=desk.round) for _ in range(2))
    Case.objects.filter(pk=paper.pk).update(account=None, organisation=None)
    row = run(desk, BatchAction.NOTIFY, one, paper, message="请在周五前备好原件。")
    told = {number: zh for number, zh, _en in row.outcomes}
    assert told[one.number] == "" and "没有可以通知的账户" in told[paper.number]
    (note,) = Note.objects.filter(account_id=str(one.account_id))
    assert "请在周五前备好原件。" in note.text_zh and one.number in note.text_zh


@pytest.mark.parametrize(
    ("action", "count", "message"),
    [
        (BatchAction.ACCEPT, 0, ""),
        (BatchAction.ACCEPT, MOST + 1, ""),
        (BatchAction.NOTIFY, 1, " "),
        (BatchAction.NOTIFY, 1, "长" * 401),
    ],
)
def test_nothing_too_much_or_nothing_said_is_refused(
    desk: Desk, action: BatchAction, count: int, message: str
) -> None:
    page = [Marked(pk, 1) for pk in range(count)]
    with pytest.raises(InvalidInput):
        cases_batch(actor=desk.acts(desk.officer), action=action, marked=page, message=message)


def test_who_may_only_look_does_nothing_with_many(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)
    for who in (desk.reviewer, desk.finance, desk.county):
        with pytest.raises(NotAllowed):
            cases_batch(actor=desk.acts(who), action=BatchAction.ACCEPT, marked=marked(case))

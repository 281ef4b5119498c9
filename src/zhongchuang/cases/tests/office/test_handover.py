"""AB 岗: the substitute has the officer's tasks within the days; a post is handed over with every open case."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from zhongchuang.cases.errors import NobodyAtPost
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors.office import Narrowing, View, desk_of, narrowed
from zhongchuang.cases.selectors.posts import substitutes_of, substitutions_of
from zhongchuang.cases.services.handover import Days, post_hand_over, substitute_arrange, substitute_end
from zhongchuang.cases.tests.factory import case_at
from zhongchuang.cases.tests.office.conftest import TODAY
from zhongchuang.cases.tests.office.factory import Desk
from zhongchuang.core import clock
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.parties.models import Account

LATER = dt.timedelta(days=1)


def tasks(desk: Desk, who: Account) -> set[int]:
    found = narrowed(desk_of(desk.acts(who), clock.today()), Narrowing(view=View.MINE))
    return set(found.values_list("pk", flat=True))


def arrange(desk: Desk, **given: Any) -> object:
    said: dict[str, Any] = {
        "actor": desk.acts(desk.officer),
        "officer_id": desk.officer.pk,
        "substitute_id": desk.colleague.pk,
        "days": Days(TODAY, TODAY + LATER),
        "reason": "休假",
        **given,
    }
    return substitute_arrange(**said)


def test_the_substitute_has_the_tasks_within_the_days_and_the_case_stays_the_officers(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round, officer=desk.officer)
    assert tasks(desk, desk.colleague) == set()
    arrange(desk)
    assert tasks(desk, desk.colleague) == tasks(desk, desk.officer) == {case.pk}
    assert substitutes_of(desk.officer.pk, TODAY) == [desk.colleague.pk]
    with use_date(TODAY + 2 * LATER):
        assert tasks(desk, desk.colleague) == set()
    case.refresh_from_db()
    assert case.officer_id == desk.officer.pk


def test_a_substitution_is_ended_early_and_never_deleted(desk: Desk) -> None:
    case_at(State.SUBMITTED, round=desk.round, officer=desk.officer)
    arrange(desk, days=Days(TODAY - 3 * LATER, None))
    row = substitute_end(actor=desk.acts(desk.officer), pk=_only(desk))
    assert row.until == TODAY - LATER
    assert tasks(desk, desk.colleague) == set()
    with pytest.raises(NotAllowed):
        substitute_end(actor=desk.acts(desk.colleague), pk=row.pk)
    with pytest.raises(NotFound):
        substitute_end(actor=desk.acts(desk.officer), pk=0)


def _only(desk: Desk) -> int:
    (one,) = substitutions_of([desk.officer.pk], TODAY)
    return int(one.row.pk)


def test_nobody_arranges_for_others_or_with_nobody_at_the_post(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        arrange(desk, actor=desk.acts(desk.colleague))
    with pytest.raises(NobodyAtPost):
        arrange(desk, substitute_id=desk.finance.pk)
    for wrong in ({"substitute_id": desk.officer.pk}, {"reason": " "}, {"days": Days(TODAY, TODAY - LATER)}):
        with pytest.raises(InvalidInput):
            arrange(desk, **wrong)


def test_a_post_goes_over_with_every_open_case_and_no_closed_one(desk: Desk) -> None:
    open_ones = [
        case_at(s, round=desk.round, officer=desk.officer)
        for s in (State.SUBMITTED, State.RETURNED, State.TO_DECIDE)
    ]
    closed = case_at(State.REFUSED, round=desk.round, officer=desk.officer)
    other = case_at(State.SUBMITTED, round=desk.round, officer=desk.colleague)
    row = post_hand_over(
        actor=desk.acts(desk.reviewer),
        officer_id=desk.officer.pk,
        successor_id=desk.colleague.pk,
        reason="调岗",
        key="hand-over-1",
    )
    assert (row.cases, row.handed_over) == (3, True)
    owners = dict(Case.objects.values_list("pk", "officer_id"))
    assert {owners[case.pk] for case in open_ones} == {desk.colleague.pk}
    assert owners[closed.pk] == desk.officer.pk and owners[other.pk] == desk.colleague.pk
    assert set(
        Case.objects.filter(pk__in=[c.pk for c in open_ones]).values_list("row_version", flat=True)
    ) == {2}
    again = post_hand_over(
        actor=desk.acts(desk.reviewer),
        officer_id=desk.officer.pk,
        successor_id=desk.colleague.pk,
        reason="调岗",
        key="hand-over-1",
    )
    assert again.pk == row.pk

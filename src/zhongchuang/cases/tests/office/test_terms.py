"""Time: what was not mended lapses, what is late is marked and told upwards once, in working days."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseMove
from zhongchuang.cases.services.escalating import cases_escalate, cases_lapse, days_late
from zhongchuang.cases.tests.factory import case_at
from zhongchuang.cases.tests.office.conftest import TODAY
from zhongchuang.cases.tests.office.factory import Desk, before_county
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.working_days import packaged_calendar
from zhongchuang.messages.models import Note
from zhongchuang.parties.tests.factory import SYSTEM

CALENDAR = packaged_calendar()


@pytest.mark.parametrize(
    ("due", "today", "late"),
    [
        ((2026, 11, 20), (2026, 11, 20), 0),
        ((2026, 11, 19), (2026, 11, 20), 1),
        ((2026, 11, 20), (2026, 11, 22), 0),  # a weekend lies between: nobody could have worked
        ((2026, 11, 20), (2026, 11, 23), 1),
        ((2026, 9, 30), (2026, 10, 8), 1),  # the week of the national day
    ],
)
def test_late_is_counted_in_working_days(
    due: tuple[int, int, int], today: tuple[int, int, int], late: int
) -> None:
    assert days_late(dt.date(*due), dt.date(*today), CALENDAR) == late
    assert days_late(None, dt.date(*today), CALENDAR) == 0


def test_a_late_case_is_told_to_its_officer_and_the_second_person_once_a_term(desk: Desk) -> None:
    case = case_at(
        State.SUBMITTED, round=desk.round, officer=desk.officer, due_on=TODAY - dt.timedelta(days=2)
    )
    on_time = case_at(State.SUBMITTED, round=desk.round, officer=desk.officer, due_on=TODAY)
    returned = case_at(State.RETURNED, round=desk.round, due_on=TODAY - dt.timedelta(days=2))
    assert cases_escalate(actor=SYSTEM) == 1
    assert cases_escalate(actor=SYSTEM) == 0
    case.refresh_from_db()
    assert case.escalated_at is not None
    told = {note.account_id: note for note in Note.objects.all()}
    assert set(told) == {str(desk.officer.pk), str(desk.reviewer.pk)}
    words = told[str(desk.reviewer.pk)]
    assert "已超期 2 个工作日" in words.text_zh and case.number in words.text_en
    assert not Case.objects.filter(pk__in=[on_time.pk, returned.pk], escalated_at__isnull=False).exists()


def test_a_late_unit_of_the_chain_is_told_itself(desk: Desk) -> None:
    case = before_county(desk)
    Case.objects.filter(pk=case.pk).update(due_on=TODAY - dt.timedelta(days=1))
    cases_escalate(actor=SYSTEM)
    assert str(desk.county.pk) in set(Note.objects.values_list("account_id", flat=True))


def test_what_was_not_mended_ends_and_says_so(desk: Desk) -> None:
    over = case_at(State.RETURNED, round=desk.round, due_on=TODAY - dt.timedelta(days=1))
    runs = case_at(State.RETURNED, round=desk.round, due_on=TODAY)
    assert cases_lapse(actor=SYSTEM) == (1, 0)
    over.refresh_from_db()
    runs.refresh_from_db()
    assert (over.state, runs.state) == (State.NOT_ACCEPTED, State.RETURNED)
    assert "逾期" in CaseMove.objects.get(case=over).reason
    with use_date(TODAY + dt.timedelta(days=1)):
        assert cases_lapse(actor=SYSTEM) == (1, 0)


def test_only_the_platform_lets_time_run(desk: Desk) -> None:
    for verb in (cases_escalate, cases_lapse):
        with pytest.raises(NotAllowed):
            verb(actor=desk.acts(desk.reviewer))

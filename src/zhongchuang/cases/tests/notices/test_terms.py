"""In December, before the holidays of the next year are known: nothing stops, and the last days are set when they are."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.flow import State
from zhongchuang.cases.jobs.escalating import keep_terms
from zhongchuang.cases.services.terms import terms_set
from zhongchuang.cases.tests.factory import case_at, organisation
from zhongchuang.cases.tests.notices.scene import objected, officer, published
from zhongchuang.core.actors import SYSTEM
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.calendar_years import calendar_year_add
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import NotAllowed

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 12, 21)


def known() -> None:
    """An invented 2027: only New Year's Day rests."""
    calendar_year_add(
        actor=SYSTEM,
        year=2027,
        known_on=MONDAY,
        source="虚构的放假安排",
        rest_days=[dt.date(2027, 1, 1)],
        work_days=[],
    )


def test_an_objection_in_time_is_taken_and_its_term_set_when_the_year_is_known() -> None:
    with use_date(MONDAY):
        row = objected(published()).objection
        assert row.state == "open" and row.due_on is None
        assert terms_set(actor=SYSTEM) == 0
        known()
        assert terms_set(actor=SYSTEM) == 1
        row.refresh_from_db()
        assert row.due_on == dt.date(2027, 1, 12)  # fifteen working days
        assert AuditEntry.objects.filter(verb="cases.term_set").count() == 1
        assert terms_set(actor=SYSTEM) == 0


def test_a_case_without_a_last_day_gets_it_from_the_day_it_was_moved() -> None:
    with use_date(MONDAY):
        case = case_at(State.SUBMITTED, organisation=organisation(1))
        type(case).objects.filter(pk=case.pk).update(due_on=None)
        assert terms_set(actor=SYSTEM) == 1  # within the year: known all along
        case.refresh_from_db()
        within = case.due_on
        type(case).objects.filter(pk=case.pk).update(
            due_on=None, changed_at=dt.datetime(2026, 12, 30, tzinfo=dt.UTC)
        )
    with use_date(dt.date(2026, 12, 30)):
        assert terms_set(actor=SYSTEM) == 0
        known()
        assert keep_terms.func("")["set"] == 1
        case.refresh_from_db()
        assert within is not None and case.due_on is not None and case.due_on > dt.date(2027, 1, 1)


def test_people_do_not_set_terms() -> None:
    with pytest.raises(NotAllowed):
        terms_set(actor=officer())

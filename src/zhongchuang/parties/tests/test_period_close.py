"""A closed period is bytes that never change: not by what happens afterwards, not by what is corrected."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction

from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors.spaces import PeriodClosed, PeriodNotOver
from zhongchuang.parties.models import PeriodClose, ResidencyEvent, Space
from zhongchuang.parties.selectors.residency import knowledge_of
from zhongchuang.parties.services.periods import period_close
from zhongchuang.parties.services.residency import declaration_record, event_correct
from zhongchuang.parties.services.spaces import space_edit
from zhongchuang.parties.spaces.periods import (
    Period,
    corrections,
    period_bytes,
    period_content,
    quarter,
    year,
)
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account
from zhongchuang.parties.tests.space_factory import details, happens, make_space, make_tenant
from zhongchuang.parties.tests.test_residency_verbs import graduate

pytestmark = pytest.mark.django_db
Q3 = quarter(2026, 3)
TODAY = dt.date(2026, 10, 8)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with use_date(TODAY):
        yield


def close(space: Space, period: Period = Q3) -> PeriodClose:
    space.refresh_from_db()
    return period_close(actor=SYSTEM, space=space, period=period, expected_version=space.row_version)


def again(closed: PeriodClose) -> bytes:
    """The same period run again over what was known when it was closed."""
    known = knowledge_of(closed.space)
    return period_bytes(period_content(known, Period(closed.starts, closed.ends), closed.closed_at))


def test_a_tenant_graduates_and_last_quarters_bytes_do_not_change() -> None:
    space = make_space()
    tenant = make_tenant(space, values={"staff": 6, "workstations": 8})
    happens(tenant, EventKind.MILESTONE, dt.date(2026, 8, 1), milestone="financed", amount_fen=100)
    closed = close(space)
    assert sha256(closed.content).hexdigest() == closed.sha256
    figures = json.loads(bytes(closed.content))["figures"]
    assert (figures["residents_at_end"], figures["jobs"], figures["graduated"]) == (1, 6, 0)
    graduate(tenant, on=dt.date(2026, 10, 8))
    closed.refresh_from_db()
    assert again(closed) == bytes(closed.content)
    now = period_content(knowledge_of(space), Q3)
    assert corrections(json.loads(bytes(closed.content)), now) == ()  # it graduated in the next quarter


def test_corrections_stand_beside_and_never_inside() -> None:
    space = make_space()
    tenant = make_tenant(space, values={"staff": 6})
    happens(tenant, EventKind.LEFT, dt.date(2026, 9, 1))
    closed = close(space)
    before = bytes(closed.content)
    tenant.refresh_from_db()
    left = ResidencyEvent.objects.get(kind="left")
    event_correct(
        actor=SYSTEM,
        tenant=tenant,
        event=left,
        to=None,
        reason="误记",
        expected_version=tenant.row_version,
    )
    tenant.refresh_from_db()
    declaration_record(
        actor=SYSTEM,
        tenant=tenant,
        on=dt.date(2026, 9, 30),
        values={"staff": 7},
        expected_version=tenant.row_version,
    )
    closed.refresh_from_db()
    assert bytes(closed.content) == before == again(closed)
    changed = corrections(json.loads(before), period_content(knowledge_of(space), Q3))
    assert {name: (was, now) for name, was, now in changed} == {
        "left": (1, 0),
        "residents_at_end": (0, 1),
        "firms_at_end": (0, 1),
        "jobs": (0, 7),
    }


def test_renaming_and_whatever_is_no_knowledge_of_tenants_changes_no_bytes() -> None:
    space = make_space()
    make_tenant(space)
    closed = close(space)
    space.refresh_from_db()
    space_edit(actor=SYSTEM, space=space, details=details("改名"), expected_version=space.row_version)
    assert again(closed) == bytes(closed.content)


def test_control_without_moments_of_their_own_a_record_of_the_same_instant_slips_in() -> None:
    """The clock of this test stands: only because each record is given a later moment does the closing not know it."""
    space = make_space()
    tenant = make_tenant(space)
    closed = close(space)
    happens(tenant, EventKind.LEFT, dt.date(2026, 9, 1))
    assert again(closed) == bytes(closed.content)
    flat = [
        type(event)(
            event.number, event.tenant, event.kind, event.on, closed.closed_at, event.payload, event.corrects
        )
        for event in knowledge_of(space).events
    ]
    known = knowledge_of(space)
    slipped = type(known)(known.space, flat, known.declarations, known.capacities)
    assert period_bytes(period_content(slipped, Q3, closed.closed_at)) != bytes(closed.content)


def test_a_period_is_closed_after_its_end_and_once() -> None:
    space = make_space()
    for period in (quarter(2026, 4), year(2026)):
        with pytest.raises(PeriodNotOver):
            close(space, period)
    close(space)
    with pytest.raises(PeriodClosed):
        close(space)
    close(space, year(2025))
    assert PeriodClose.objects.count() == 2


def test_it_is_the_operators_to_close_and_a_stale_page_is_told() -> None:
    space = make_space()
    with pytest.raises(NotAllowed):
        period_close(
            actor=actor(make_account(*Role)), space=space, period=Q3, expected_version=space.row_version
        )
    with pytest.raises(StaleVersion):
        period_close(actor=SYSTEM, space=space, period=Q3, expected_version=space.row_version + 1)


def test_the_database_refuses_to_change_what_was_closed() -> None:
    close(make_space())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PeriodClose.objects.update(sha256="0" * 64)

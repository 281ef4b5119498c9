"""Once a day who works on awards hears how many wait for a review: those of their departments, one note a person."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.jobs import remind_reviews
from zhongchuang.clearance.models import Award, AwardState
from zhongchuang.clearance.services.review_telling import reviews_remind
from zhongchuang.clearance.tests.awards import at_post, award, department, officer, public_award
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import NotAllowed
from zhongchuang.messages.models import Note
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db


def told(account: Account) -> list[str]:
    return list(
        Note.objects.filter(account_id=str(account.pk)).order_by("pk").values_list("text_zh", flat=True)
    )


def test_each_department_hears_of_its_own_and_who_is_bound_to_none_of_all() -> None:
    mine, reviewer = at_post(Role.OFFICER, department()), at_post(Role.REVIEWER, department())
    other, idle = at_post(Role.OFFICER, department(2)), at_post(Role.OFFICER, department(3))
    everywhere, auditor = at_post(Role.OFFICER), at_post(Role.AUDITOR, department())
    for number in (1, 1, 2):
        award(department_id=department(number).pk)
    Award.objects.filter(pk=award().pk).update(department=None)
    public_award()
    assert reviews_remind(actor=SYSTEM) == 4
    assert told(mine) == told(reviewer) == ["有 2 项支持等待公开属性审查，审查后即公开。"]
    assert told(other) == ["有 1 项支持等待公开属性审查，审查后即公开。"]
    assert told(everywhere) == ["有 4 项支持等待公开属性审查，审查后即公开。"]
    assert told(idle) == told(auditor) == []
    assert {one.url for one in Note.objects.all()} == {"/office/awards/"}
    assert Note.objects.filter(account_id=str(mine.pk)).get().text_en


def test_who_is_at_two_departments_gets_one_note_a_day_until_nothing_waits() -> None:
    both = at_post(Role.OFFICER, department())
    parties.role_grant(
        actor=SYSTEM,
        account=both,
        role=Role.REVIEWER,
        expected_version=both.row_version,
        organisation=department(2).pk,
    )
    award()
    award(department_id=department(2).pk)
    run = remind_reviews.func
    with use_date(dt.date(2026, 11, 20)) as today:
        assert run("") == 1 and run("") == 0
        assert told(both) == ["有 2 项支持等待公开属性审查，审查后即公开。"]
        today.move_to(dt.date(2026, 11, 21))
        assert run("") == 1
        Award.objects.update(state=AwardState.WITHHELD)
        today.move_to(dt.date(2026, 11, 22))
        assert run("") == 0 and len(told(both)) == 2


def test_no_person_sends_it() -> None:
    with pytest.raises(NotAllowed):
        reviews_remind(actor=officer())

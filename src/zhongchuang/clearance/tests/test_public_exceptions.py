"""What everybody reads of an award that was granted by exception."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from zhongchuang.clearance.models import Override, OverrideState
from zhongchuang.clearance.tests.award_factory import an_award
from zhongchuang.clearance.tests.awards import department
from zhongchuang.core import clock
from zhongchuang.parties.access import Role
from zhongchuang.parties.services import place_register
from zhongchuang.parties.tests.factory import SYSTEM, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places() -> None:
    place_register(actor=SYSTEM, code="990000", name="测试省", name_en="Test", parent=None)
    place_register(actor=SYSTEM, code="990100", name="测试市", name_en="Test City", parent="990000")


def page(path: str, **query: Any) -> str:
    answer = Client().get(path, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def an_exception(number: str, holder: str, minute: int) -> Override:
    """An exception that two confirmed."""
    two = [make_account() for _who in range(2)]
    made: Override = Override.objects.create(
        number=number,
        holder=holder,
        facts_sha256="0" * 64,
        recipient="虚构科技有限公司",
        title="众创空间运行补贴",
        rules=[],
        reason=f"虚构理由{number}",
        amount=100,
        department=department(),
        state=OverrideState.CONFIRMED,
        asked_by=two[0],
        asked_as=Role.OFFICER,
        asked_at=clock.now(),
        answered_by=two[1],
        answered_as=Role.REVIEWER,
        answered_at=clock.now(),
        confirmed_at=dt.datetime(2026, 11, 20, 1, minute, tzinfo=dt.UTC),
    )
    return made


def test_an_award_on_an_exception_leads_to_its_entry_wherever_that_stands() -> None:
    award, other = an_award(number="GK-1", overridden=True), an_award(number="GK-2")
    mine = an_exception("LW-MINE", award.ref, 0)
    for minute in range(1, 46):
        an_exception(f"LW-{minute}", f"case:other-{minute}", minute)
    html = page(f"/awards/{award.number}/")
    assert 'href="/awards/exceptions/?number=LW-MINE#e-LW-MINE"' in html
    entry = page("/awards/exceptions/", number="LW-MINE")
    assert 'id="e-LW-MINE"' in entry and mine.reason in entry and 'id="e-LW-45"' not in entry
    assert "number=" not in entry.partition("</article>")[2]  # the other pages are asked for by page
    assert 'id="e-LW-45"' in page("/awards/exceptions/", number="LW-MINE", page=1)
    assert 'id="e-LW-45"' in page("/awards/exceptions/", number="LW-NONE")
    assert "/awards/exceptions/" not in page(f"/awards/{other.number}/")


def test_an_award_by_exception_says_why_and_not_by_whom() -> None:
    found = an_award(overridden=True)
    made = an_exception("LW-WHY", found.ref, 0)
    said = page(f"/awards/{found.number}/")
    assert made.reason in said
    assert made.answered_by is not None
    assert made.asked_by.name not in said and made.answered_by.name not in said

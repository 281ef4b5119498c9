"""The gate: a clearance holds for the facts it was issued for, and for no others."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from zhongchuang.clearance.errors import NoClearance
from zhongchuang.clearance.models import Clearance
from zhongchuang.clearance.rules import Standing, Support
from zhongchuang.clearance.selectors import clearances_of
from zhongchuang.clearance.services import check_support, clearance_required, clearance_void
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account

pytestmark = pytest.mark.django_db
FACTS = {"amount": 100, "invoice": ["001"]}
HOLDER = "case:A-1"


def issue(facts: dict[str, object], by: Actor = SYSTEM) -> Clearance:
    support = Support(HOLDER, 100, dt.date(2026, 5, 6), Standing.WAITING)
    return check_support(actor=by, support=support, holder=HOLDER, facts=facts)


def test_the_same_facts_are_the_same_clearance() -> None:
    first = issue(FACTS)
    assert issue(dict(FACTS)) == first
    with transaction.atomic():
        assert clearance_required(holder=HOLDER, facts=FACTS, code=first.code) == first


def test_changed_facts_void_it() -> None:
    issue(FACTS)
    with transaction.atomic(), pytest.raises(NoClearance, match="有变化"):
        clearance_required(holder=HOLDER, facts=FACTS | {"amount": 101})


def test_there_is_none() -> None:
    with transaction.atomic(), pytest.raises(NoClearance, match="还没有查重"):
        clearance_required(holder=HOLDER, facts=FACTS)


def test_issued_anew_the_old_code_no_longer_counts() -> None:
    first = issue(FACTS)
    second = issue(FACTS | {"amount": 101})
    with transaction.atomic(), pytest.raises(NoClearance):
        clearance_required(holder=HOLDER, facts=FACTS | {"amount": 101}, code=first.code)
    assert [c.code for c in clearances_of(HOLDER)] == [second.code, first.code]
    assert Clearance.objects.filter(voided_at=None).count() == 1


def test_voided_it_is_gone() -> None:
    issue(FACTS)
    clearance_void(actor=SYSTEM, holder=HOLDER, reason="材料有变")
    clearance_void(actor=SYSTEM, holder=HOLDER, reason="再说一遍")
    with transaction.atomic(), pytest.raises(NoClearance):
        clearance_required(holder=HOLDER, facts=FACTS)
    assert clearances_of(HOLDER)[0].voided_for == "材料有变"


def test_who_applies_does_not_clear() -> None:
    with pytest.raises(NotAllowed):
        issue(FACTS, actor(make_account(Role.ENTREPRENEUR)))

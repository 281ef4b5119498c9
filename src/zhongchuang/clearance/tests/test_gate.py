"""The gate: a clearance holds for the facts it was issued for, and for no others."""

from __future__ import annotations

import pytest
from django.db import transaction

from zhongchuang.clearance.errors import NoClearance
from zhongchuang.clearance.models import Clearance
from zhongchuang.clearance.selectors import clearances_of
from zhongchuang.clearance.services import clearance_issue, clearance_required, clearance_void
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account

pytestmark = pytest.mark.django_db
FACTS = {"amount": 100, "invoice": ["001"]}


def test_the_same_facts_are_the_same_clearance() -> None:
    first = clearance_issue(actor=SYSTEM, holder="case:A-1", facts=FACTS)
    assert clearance_issue(actor=SYSTEM, holder="case:A-1", facts=dict(FACTS)) == first
    with transaction.atomic():
        assert clearance_required(holder="case:A-1", facts=FACTS, code=first.code) == first


def test_changed_facts_void_it() -> None:
    clearance_issue(actor=SYSTEM, holder="case:A-1", facts=FACTS)
    with transaction.atomic(), pytest.raises(NoClearance, match="有变化"):
        clearance_required(holder="case:A-1", facts=FACTS | {"amount": 101})


def test_there_is_none() -> None:
    with transaction.atomic(), pytest.raises(NoClearance, match="还没有查重"):
        clearance_required(holder="case:A-1", facts=FACTS)


def test_issued_anew_the_old_code_no_longer_counts() -> None:
    first = clearance_issue(actor=SYSTEM, holder="case:A-1", facts=FACTS)
    second = clearance_issue(actor=SYSTEM, holder="case:A-1", facts=FACTS | {"amount": 101})
    with transaction.atomic(), pytest.raises(NoClearance):
        clearance_required(holder="case:A-1", facts=FACTS | {"amount": 101}, code=first.code)
    assert [c.code for c in clearances_of("case:A-1")] == [second.code, first.code]
    assert Clearance.objects.filter(voided_at=None).count() == 1


def test_voided_it_is_gone() -> None:
    clearance_issue(actor=SYSTEM, holder="case:A-1", facts=FACTS)
    clearance_void(actor=SYSTEM, holder="case:A-1", reason="材料有变")
    clearance_void(actor=SYSTEM, holder="case:A-1", reason="再说一遍")
    with transaction.atomic(), pytest.raises(NoClearance):
        clearance_required(holder="case:A-1", facts=FACTS)
    assert clearances_of("case:A-1")[0].voided_for == "材料有变"


def test_who_applies_does_not_clear() -> None:
    with pytest.raises(NotAllowed):
        clearance_issue(actor=actor(make_account(Role.ENTREPRENEUR)), holder="case:A-1", facts=FACTS)

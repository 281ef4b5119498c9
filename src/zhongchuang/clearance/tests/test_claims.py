"""Claims: taken all or none, given back when no longer named, held by one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from zhongchuang.clearance.decisions import KeyClaim
from zhongchuang.clearance.errors import AlreadyClaimed, DoubledHere
from zhongchuang.clearance.models import Claim
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.clearance.services import claims_release, claims_take
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db


def invoice(number: str) -> KeyClaim:
    return KeyClaim("invoice", (("number", number),), f"发票 {number}")


def test_another_holder_is_told_what_in_their_own_words_and_never_by_whom() -> None:
    theirs = KeyClaim("invoice", (("number", "001"),), "发票 001 · 虚构单位1")
    claims_take(actor=SYSTEM, holder="case:A-1", claims=[theirs])
    with pytest.raises(AlreadyClaimed, match="发票 0-01”已用于另一件") as caught, transaction.atomic():
        claims_take(actor=SYSTEM, holder="case:A-2", claims=[invoice("002"), invoice("0-01")])
    assert caught.value.found == (("发票 0-01", "case:A-1"),)
    assert "A-1" not in caught.value.sentence and "虚构单位1" not in caught.value.sentence
    assert claims_of("case:A-2") == []  # all or none


def test_claims_follow_what_is_asked_for() -> None:
    claims_take(actor=SYSTEM, holder="case:A-1", claims=[invoice("001"), invoice("002")])
    claims_take(actor=SYSTEM, holder="case:A-1", claims=[invoice("002"), invoice("003")])
    assert {c.text for c in claims_of("case:A-1")} == {"发票 002", "发票 003"}
    claims_take(actor=SYSTEM, holder="case:A-2", claims=[invoice("001")])


def test_twice_in_one_form() -> None:
    with pytest.raises(DoubledHere, match="发票 0 01"):
        claims_take(actor=SYSTEM, holder="case:A-1", claims=[invoice("001"), invoice("0 01")])


def test_given_back_it_is_free_and_its_history_stays() -> None:
    claims_take(actor=SYSTEM, holder="case:A-1", claims=[invoice("001")])
    assert claims_release(actor=SYSTEM, holder="case:A-1", reason="撤回") == 1
    assert claims_release(actor=SYSTEM, holder="case:A-1", reason="撤回") == 0
    claims_take(actor=SYSTEM, holder="case:A-2", claims=[invoice("001")])
    assert Claim.objects.count() == 2


def test_the_database_keeps_it_unique_whatever_a_program_forgets() -> None:
    (row,) = claims_take(actor=SYSTEM, holder="case:A-1", claims=[invoice("001")])
    row.pk, row.holder = None, "case:A-2"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_visitor_claims_nothing() -> None:
    with pytest.raises(NotAllowed):
        claims_take(actor=ANONYMOUS, holder="case:A-1", claims=[invoice("001")])

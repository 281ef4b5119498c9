"""Awards are registered with what they rest on, say what has been paid, and are revoked in the open."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.errors import AlreadyRegistered
from zhongchuang.clearance.models import Award, AwardState, DisclosedChange
from zhongchuang.clearance.selectors.awards import is_shown, public_award, public_awards
from zhongchuang.clearance.services.awards import SEE_DECISION, award_paid, award_register, award_revoke
from zhongchuang.clearance.tests.awards import (
    award,
    facts,
    firm,
    member,
    public_person,
)
from zhongchuang.clearance.tests.awards import (
    public_award as published,
)
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.ids import read_public_id
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 21)


def kinds(row: Award) -> list[str]:
    return list(DisclosedChange.objects.filter(award=row).order_by("sequence").values_list("kind", flat=True))


def test_registered_it_waits_and_nobody_sees_it() -> None:
    row = award()
    assert row.state == AwardState.WAITING and row.published_at is None
    assert read_public_id(row.number, prefix="GK") == row.number
    assert not public_awards().exists() and kinds(row) == []
    with pytest.raises(NotFound):
        public_award(row.number)
    entry = AuditEntry.objects.get(verb="clearance.award_register")
    assert entry.after is not None and entry.after["number"] == row.number


def test_the_same_support_twice_is_one_award() -> None:
    said = facts()
    first = award_register(actor=SYSTEM, award=said)
    assert award_register(actor=SYSTEM, award=said).pk == first.pk
    assert Award.objects.count() == 1


def test_the_same_support_with_another_amount_is_refused() -> None:
    said = facts(ref="case:GS-SAME")
    row = award_register(actor=SYSTEM, award=said)
    with pytest.raises(AlreadyRegistered, match=row.number):
        award_register(actor=SYSTEM, award=facts(ref="case:GS-SAME", title=said.title, amount=1))


def test_a_recognition_without_money() -> None:
    assert award(amount=0).amount == 0


def test_whoever_applies_registers_nothing() -> None:
    with pytest.raises(NotAllowed):
        award_register(actor=actor(member(firm())), award=facts())


def test_what_is_paid_is_told_once() -> None:
    row = published()
    for _twice in range(2):
        award_paid(actor=SYSTEM, ref=row.ref, amount=400_000)
    row.refresh_from_db()
    assert row.paid == 400_000 and kinds(row) == ["published", "paid"]
    assert DisclosedChange.objects.get(kind="paid").content == {"before": 0, "after": 400_000}


def test_what_comes_back_lowers_it() -> None:
    row = published()
    award_paid(actor=SYSTEM, ref=row.ref, amount=400_000)
    award_paid(actor=SYSTEM, ref=row.ref, amount=150_000)
    row.refresh_from_db()
    assert row.paid == 150_000 and kinds(row) == ["published", "paid", "paid"]


def test_paid_before_it_is_public_is_no_news() -> None:
    row = award()
    award_paid(actor=SYSTEM, ref=row.ref, amount=400_000)
    row.refresh_from_db()
    assert row.paid == 400_000 and kinds(row) == []


def test_payment_of_what_is_no_award() -> None:
    assert award_paid(actor=SYSTEM, ref="case:none", amount=1) is None


def test_revoked_it_stays_with_day_and_reason() -> None:
    row = published()
    award_revoke(actor=SYSTEM, ref=row.ref, on=DAY, reason="弄虚作假")
    award_revoke(actor=SYSTEM, ref=row.ref, on=DAY, reason="再说一遍")
    found = public_award(row.number)
    assert (found.state, found.revoked_on, found.revoked_reason) == (AwardState.REVOKED, DAY, "弄虚作假")
    assert kinds(row) == ["published", "revoked"]


def test_revoked_before_it_was_public_it_is_never_shown() -> None:
    row = award()
    award_revoke(actor=SYSTEM, ref=row.ref, on=DAY, reason="弄虚作假")
    row.refresh_from_db()
    assert row.state == AwardState.REVOKED and not is_shown(row) and not public_awards().exists()
    assert kinds(row) == []


@pytest.mark.parametrize("reason", ["联系人 13800138000 弄虚作假", ""])
def test_a_reason_that_cannot_be_published_points_to_the_decision(reason: str) -> None:
    row = published()
    award_revoke(actor=SYSTEM, ref=row.ref, on=DAY, reason=reason)
    assert public_award(row.number).revoked_reason == SEE_DECISION


def test_of_a_person_the_reason_is_never_published() -> None:
    row = public_person()
    award_revoke(actor=SYSTEM, ref=row.ref, on=DAY, reason="虚构某甲弄虚作假")
    assert public_award(row.number).revoked_reason == SEE_DECISION

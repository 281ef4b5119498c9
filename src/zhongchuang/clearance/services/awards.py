"""Awards are registered, paid and revoked in the transaction of the verb that decides, pays or revokes."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhongchuang.clearance.access import DisclosureAction, may_disclose
from zhongchuang.clearance.disclosing.facts import AwardFacts
from zhongchuang.clearance.disclosing.scanning import scan
from zhongchuang.clearance.errors import AlreadyRegistered
from zhongchuang.clearance.models import Award, AwardState
from zhongchuang.clearance.services.changes import Change, ChangeKind, change_write
from zhongchuang.clearance.services.disclosing import review_takes_effect
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.ids import new_public_id
from zhongchuang.core.json_values import Json

PREFIX = "GK"
SEE_DECISION = "见撤销决定"
"""What the public reads as the reason where the words of the decision may tell of a person."""


@transaction.atomic
def award_register(*, actor: Actor, award: AwardFacts) -> Award:
    """Register an award, in the transaction that makes it. Public at once where its review was made before, else it waits.

    Call it as the last thing of that transaction (`services/changes.py`). The same support registered twice with the same facts
    is one award. Raises NotAllowed, AlreadyRegistered.
    """
    if not may_disclose(actor, DisclosureAction.REGISTER):
        raise NotAllowed()
    made = _row(award)
    had = Award.objects.filter(ref=award.ref).first()
    if had is not None:
        if any(getattr(had, name) != getattr(made, name) for name in _SAME):
            raise AlreadyRegistered(had.number)
        return had
    made.save(force_insert=True)
    audit_write(
        actor=actor,
        verb="clearance.award_register",
        target=made,
        after={
            "number": made.number,
            "ref": made.ref,
            "amount": made.amount,
            "decided_on": made.decided_on,
            "clause": made.clause,
            "organisation": made.organisation_id,
            "personal": made.personal,
        },
    )
    review_takes_effect(actor=actor, award=made)
    return made


@transaction.atomic
def award_paid(*, actor: Actor, ref: str, amount: int) -> Award | None:
    """What has been paid of an award in all, in 分, net of what came back. Nothing where there is no such award, or it says so
    already: whoever tells it may tell it twice. Raises NotAllowed.
    """
    if not may_disclose(actor, DisclosureAction.REGISTER):
        raise NotAllowed()
    row = _held(ref)
    if row is None or row.paid == amount:
        return row
    before, row.paid = row.paid, amount
    _save(row, "paid")
    audit_write(
        actor=actor,
        verb="clearance.award_paid",
        target=row,
        before={"paid": before},
        after={"paid": amount},
    )
    if row.published_at is not None:
        change_write(Change(row, ChangeKind.PAID, {"before": before, "after": amount}))
    return row


@transaction.atomic
def award_revoke(*, actor: Actor, ref: str, on: dt.date, reason: str) -> Award | None:
    """An award is taken back. Where it was public it stays in the list, with the day and the reason; where it was not, it is
    never shown. Nothing where there is no such award or it is revoked. Raises NotAllowed.
    """
    if not may_disclose(actor, DisclosureAction.REGISTER):
        raise NotAllowed()
    row = _held(ref)
    if row is None or row.state == AwardState.REVOKED:
        return row
    before, row.state = row.state, AwardState.REVOKED
    row.revoked_on, row.revoked_reason = on, _published_reason(row, reason)
    _save(row, "state", "revoked_on", "revoked_reason")
    audit_write(
        actor=actor,
        verb="clearance.award_revoke",
        target=row,
        before={"state": before},
        after={"state": row.state, "on": on},
    )
    if row.published_at is not None:
        told: dict[str, Json] = {"on": on.isoformat(), "reason": row.revoked_reason}
        change_write(Change(row, ChangeKind.REVOKED, told))
    return row


_SAME = (
    "source",
    "recipient_name",
    "organisation_id",
    "title",
    "amount",
    "clause",
    "decided_on",
    "department_id",
)


def _row(award: AwardFacts) -> Award:
    return Award(
        number=new_public_id(PREFIX),
        ref=award.ref,
        source=award.source,
        state=AwardState.WAITING,
        organisation_id=award.organisation_id,
        recipient_name=award.recipient_name[:200],
        recipient_code=award.recipient_code,
        personal=award.personal,
        person=award.person,
        term_months=award.personal_months,
        title=award.title[:200],
        programme=award.programme,
        programme_title=award.programme_title[:200],
        category=award.category,
        department_id=award.department_id,
        department_name=award.department_name[:200],
        place=award.place,
        level=award.level,
        amount=award.amount,
        clause=award.clause,
        basis_text=award.basis_text,
        decided_on=award.decided_on,
        overridden=award.overridden,
        synthetic=award.synthetic,
        created_at=clock.now(),
    )


def _held(ref: str) -> Award | None:
    return Award.objects.select_for_update().filter(ref=ref).first()


def _save(row: Award, *fields: str) -> None:
    row.row_version += 1
    row.save(update_fields=[*fields, "row_version"])


def _published_reason(row: Award, reason: str) -> str:
    told = " ".join(reason.split())[:300]
    if row.personal or scan(told):
        return SEE_DECISION
    return told or SEE_DECISION

"""What comes back: given back by the payee, or demanded. It returns to its programme; out of a lapsed budget it goes on."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, Sum

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_public_id
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.outbox import emit
from zhongchuang.ledger.access import LedgerAction
from zhongchuang.ledger.errors import ClawbackOver, GivenBackTooMuch, WrongState
from zhongchuang.ledger.events import ClawbackChanged
from zhongchuang.ledger.models import Clawback, OrderState, PaymentOrder, Transfer, TransferKind
from zhongchuang.ledger.services.orders import (
    chain_of,
    check_may,
    lock_accounts,
    lock_budgets,
    lock_order,
    moved,
    not_before,
    not_later,
    positive,
    sweep,
    text,
)
from zhongchuang.ledger.services.transfers import transfer_post

LONGEST_REASON, DOCUMENT = 2000, 120


def left_to_return(order: PaymentOrder) -> int:
    """分 of a paid order that were neither given back nor are demanded: what may still be recorded."""
    refunds = Transfer.objects.filter(basis=order.number, kind=TransferKind.REFUND).aggregate(
        s=Sum("amount")
    )["s"]
    demands = Clawback.objects.filter(order=order)
    # What was given up is no longer demanded; what came of it before stays.
    standing = demands.filter(waived_reason="").aggregate(s=Sum("amount"))["s"]
    given_up = demands.filter(~Q(waived_reason="")).aggregate(s=Sum(F("recovered")))["s"]
    return order.amount - (refunds or 0) - (standing or 0) - (given_up or 0)


def refund_record(
    *,
    actor: Actor,
    order: PaymentOrder,
    amount: int,
    on: dt.date,
    document: str,
    expected_version: int,
    key: str | None = None,
) -> Transfer:
    """The payee gave money back of itself. Raises NotAllowed, WrongState, GivenBackTooMuch, InvalidInput, StaleVersion."""
    check_may(actor, LedgerAction.PAY)
    positive("amount", amount)
    named, day = text("document", document, DOCUMENT), not_later(on)

    def run() -> Transfer:
        found = _paid(order, expected_version)
        _enough(found.number, left_to_return(found), amount)
        made = _back(actor, found, TransferKind.REFUND, found.number, found.row_version, amount, day, named)
        save_versioned(found, expected_version=found.row_version, fields=())
        audit_write(
            actor=actor,
            verb="ledger.refund_record",
            target=found,
            after={"number": found.number, "amount": amount, "on": day, "document": named},
        )
        moved(found)
        return made

    return idempotent(
        actor=actor,
        key=key,
        verb="ledger.refund_record",
        request={
            "order": order.pk,
            "version": expected_version,
            "amount": amount,
            "on": day,
            "document": named,
        },
        run=run,
        remember=lambda made: made.pk,
        recall=lambda pk: Transfer.objects.get(pk=int(str(pk))),
    )


def _paid(order: PaymentOrder, expected_version: int | None = None) -> PaymentOrder:
    found = lock_order(order, expected_version)
    if found.state != OrderState.PAID:
        raise WrongState(found.number, found.state, "登记退回或追回", "give anything back")
    return found


def _enough(number: str, most: int, asked: int) -> None:
    if asked > most:
        raise GivenBackTooMuch(number, most=most, asked=asked)


def _back(
    actor: Actor,
    order: PaymentOrder,
    kind: TransferKind,
    basis: str,
    turn: int,
    amount: int,
    on: dt.date,
    memo: str,
) -> Transfer:
    """Move money from the payee to the programme, and on where the budget has lapsed."""
    if order.paid_on is not None:
        not_before(on, order.paid_on)
    budget = lock_budgets([order.budget_id])[order.budget_id]
    lock_accounts(chain_of(budget, order.payee_id))
    key = f"{basis}:{kind}:{turn}"
    made = transfer_post(
        actor=actor,
        key=key,
        kind=kind,
        debit=order.payee,
        credit=budget.account,
        amount=amount,
        on=on,
        basis=basis,
        memo=memo,
    )
    sweep(actor, budget, key=key, on=on, basis=budget.basis)
    return made


def clawback_demand(
    *,
    actor: Actor,
    order: PaymentOrder,
    amount: int,
    reason: str,
    due_on: dt.date,
    expected_version: int | None = None,
    key: str | None = None,
) -> Clawback:
    """Demand money back until a day. Raises NotAllowed, WrongState, GivenBackTooMuch, InvalidInput."""
    check_may(actor, LedgerAction.CLAW_BACK)
    positive("amount", amount)
    told = text("reason", reason, LONGEST_REASON)
    today = clock.today()
    if due_on <= today:
        wording = Wording("期限要晚于今天。", "The term ends after today.")
        raise InvalidInput(wording.zh, wording.en, fields={"due_on": wording}, code="ledger.term")

    def run() -> Clawback:
        found = _paid(order, expected_version)
        _enough(found.number, left_to_return(found), amount)
        made = Clawback.objects.create(
            number=new_public_id("ZH"),
            order=found,
            amount=amount,
            reason=told,
            demanded_on=today,
            due_on=due_on,
        )
        audit_write(
            actor=actor,
            verb="ledger.clawback_demand",
            target=made,
            after={
                "number": made.number,
                "order": found.number,
                "amount": amount,
                "due_on": due_on,
                "reason": told,
            },
        )
        save_versioned(found, expected_version=found.row_version, fields=())  # the next page shows the demand
        _tell(made, found)
        return made

    return idempotent(
        actor=actor,
        key=key,
        verb="ledger.clawback_demand",
        request={
            "order": order.pk,
            "version": expected_version,
            "amount": amount,
            "reason": told,
            "due_on": due_on,
        },
        run=run,
        remember=lambda made: made.pk,
        recall=_recalled,
    )


def _recalled(pk: object) -> Clawback:
    found: Clawback = Clawback.objects.get(pk=int(str(pk)))
    return found


def _tell(clawback: Clawback, order: PaymentOrder) -> None:
    emit(
        ClawbackChanged(
            clawback=clawback.pk,
            number=clawback.number,
            case=order.case,
            amount=clawback.amount,
            recovered=clawback.recovered,
            waived=bool(clawback.waived_reason),
        )
    )


def _open(clawback: Clawback, expected_version: int) -> Clawback:
    """A demand that stands, held until the transaction ends. Raises ClawbackOver, StaleVersion."""
    found = lock_row(Clawback.objects.all(), clawback.pk, expected_version=expected_version)
    if found.waived_reason or found.recovered >= found.amount:
        raise ClawbackOver(found.number)
    return found


def clawback_recovered(
    *,
    actor: Actor,
    clawback: Clawback,
    amount: int,
    on: dt.date,
    document: str,
    expected_version: int,
    key: str | None = None,
) -> Clawback:
    """Some or all of what was demanded has come back. Raises NotAllowed, ClawbackOver, GivenBackTooMuch, InvalidInput."""
    check_may(actor, LedgerAction.PAY)
    positive("amount", amount)
    named, day = text("document", document, DOCUMENT), not_later(on)

    def run() -> Clawback:
        order = lock_order(clawback.order_id)
        found = _open(clawback, expected_version)
        _enough(found.number, found.amount - found.recovered, amount)
        _back(actor, order, TransferKind.CLAW_BACK, found.number, found.row_version, amount, day, named)
        before, found.recovered = found.recovered, found.recovered + amount
        save_versioned(found, expected_version=found.row_version, fields=("recovered",))
        audit_write(
            actor=actor,
            verb="ledger.clawback_recovered",
            target=found,
            before={"recovered": before},
            after={"recovered": found.recovered, "on": day, "document": named},
        )
        _tell(found, order)
        return found

    return idempotent(
        actor=actor,
        key=key,
        verb="ledger.clawback_recovered",
        request={
            "clawback": clawback.pk,
            "version": expected_version,
            "amount": amount,
            "on": day,
            "document": named,
        },
        run=run,
        remember=lambda done: done.pk,
        recall=_recalled,
    )


def clawback_waived(
    *, actor: Actor, clawback: Clawback, reason: str, expected_version: int, key: str | None = None
) -> Clawback:
    """The rest is no longer demanded, and why. Raises NotAllowed, ClawbackOver, InvalidInput, StaleVersion."""
    check_may(actor, LedgerAction.CLAW_BACK)
    told = text("reason", reason, LONGEST_REASON)

    def run() -> Clawback:
        order = lock_order(clawback.order_id)
        found = _open(clawback, expected_version)
        found.waived_reason = told
        save_versioned(found, expected_version=found.row_version, fields=("waived_reason",))
        audit_write(
            actor=actor,
            verb="ledger.clawback_waived",
            target=found,
            before={"waived_reason": ""},
            after={"waived_reason": told},
        )
        _tell(found, order)
        return found

    return idempotent(
        actor=actor,
        key=key,
        verb="ledger.clawback_waived",
        request={"clawback": clawback.pk, "version": expected_version, "reason": told},
        run=run,
        remember=lambda done: done.pk,
        recall=_recalled,
    )

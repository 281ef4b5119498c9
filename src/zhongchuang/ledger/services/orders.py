"""What the verbs about payments share: reaching an order and holding it, saving it with its trace, holds that may be placed.

Rows are locked from the top down: cases by key, the batch or file, orders by key, budgets by key, accounts by key. Two verbs
that meet therefore wait for each other instead of blocking each other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db import connection

from zhongchuang.core import clock, crypto
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.locks import lock_row, refuse_stale, save_versioned
from zhongchuang.core.outbox import emit
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.ledger.database.dialects import dialect
from zhongchuang.ledger.errors import BudgetLapsed, OrderNotThere, TextMissing
from zhongchuang.ledger.events import PaymentMoved
from zhongchuang.ledger.models import (
    Account,
    AccountKind,
    Budget,
    OrderState,
    PaymentOrder,
    Transfer,
    TransferKind,
)
from zhongchuang.ledger.services.transfers import account_open, hold_place, transfer_post

BANK_ACCOUNT = "ledger.bank_account"
"""The purpose under which account numbers are encrypted."""
TAIL = 4
LONGEST_REF = 80
LONGEST_SHOWN = 180
_NUMBER = re.compile(r"[0-9A-Za-z]{6,34}")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")


def check_may(actor: Actor, action: LedgerAction) -> None:
    """Raises NotAllowed."""
    if not may_ledger(actor, action):
        raise NotAllowed()


def ref_of(actor: Actor) -> str:
    """Who acted, as rows of this room keep it: an account's key, or the job. As transfers write it."""
    return f"{actor.kind}:{actor.user_id or actor.name}"[:LONGEST_REF]


def encrypt_account(number: str) -> tuple[str, str]:
    """A bank account encrypted, and its last digits. Raises InvalidInput for what cannot be one."""
    plain = _BETWEEN.sub("", number)
    if not _NUMBER.fullmatch(plain):
        told = Wording("银行账号应为 6 至 34 位数字或字母。", "A bank account has 6 to 34 digits or letters.")
        raise InvalidInput(told.zh, told.en, fields={"bank_account": told}, code="ledger.bank_account")
    return crypto.encrypt(plain.encode(), purpose=BANK_ACCOUNT), plain[-TAIL:]


def decrypt_account(token: str) -> str:
    """The whole number: for the file that goes to the bank and for nothing else."""
    return crypto.decrypt(token, purpose=BANK_ACCOUNT).decode()


def text(name: str, value: str, longest: int) -> str:
    """A text that must be there. Raises InvalidInput."""
    cleaned = value.strip()
    if cleaned and len(cleaned) <= longest:
        return cleaned
    raise TextMissing(name, longest)


def positive(name: str, fen: int) -> int:
    """An amount of money above nothing. Raises InvalidInput."""
    if fen > 0:
        return fen
    told = Wording("金额必须大于 0。", "The amount must be greater than 0.")
    raise InvalidInput(told.zh, told.en, fields={name: told}, code="ledger.amount")


def not_later(on: dt.date) -> dt.date:
    """The day of something that has happened. Raises InvalidInput for a day to come."""
    if on <= clock.today():
        return on
    told = Wording(f"日期 {on.isoformat()} 还没有到。", f"The day {on.isoformat()} has not come yet.")
    raise InvalidInput(told.zh, told.en, fields={"on": told}, code="ledger.day_to_come")


def not_before(on: dt.date, first: dt.date) -> None:
    """A day that is not before what it follows. Raises InvalidInput."""
    if on >= first:
        return
    told = Wording(
        f"日期不能早于 {first.isoformat()}：那天才有这笔款。",
        f"The day is not before {first.isoformat()}, when this payment came to be.",
    )
    raise InvalidInput(told.zh, told.en, fields={"on": told}, code="ledger.day_too_early")


def lock_order(order: PaymentOrder | int, expected_version: int | None = None) -> PaymentOrder:
    """An order, held until the transaction ends. Raises NotFound, StaleVersion."""
    pk = order if isinstance(order, int) else order.pk
    return lock_row(PaymentOrder.objects.all(), pk, expected_version=expected_version)


def lock_orders(orders: Mapping[int, int | None]) -> list[PaymentOrder]:
    """Orders by key, each with the version the actor saw. Raises OrderNotThere, StaleVersion."""
    rows = PaymentOrder.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=orders)
    found = list(rows.order_by("pk"))
    if missing := len(orders) - len(found):
        raise OrderNotThere(missing)
    for order in found:
        refuse_stale(order, orders[order.pk])
    return found


def lock_checked(
    orders: Mapping[int, int | None],
    *,
    fits: Callable[[PaymentOrder], None],
    check: Callable[[Sequence[PaymentOrder]], None],
) -> list[PaymentOrder]:
    """Orders by key that are to leave, after the last look at what they rest on: `check` locks their cases, and only then are
    they locked themselves, as whoever revokes a case locks them too. What an order rests on never changes; how far it has come
    is asked of each before (`fits`, so that nothing is checked in vain) and once more with it held.

    Raises OrderNotThere, StaleVersion, whatever `fits` and `check` raise.
    """
    seen = list(PaymentOrder.objects.filter(pk__in=orders).order_by("pk"))
    if missing := len(orders) - len(seen):
        raise OrderNotThere(missing)
    for order in seen:
        fits(order)
    check(seen)
    found = lock_orders(orders)
    for order in found:
        fits(order)
    return found


def lock_budgets(pks: Iterable[int]) -> dict[int, Budget]:
    """Budgets by key, held until the transaction ends: none lapses meanwhile."""
    rows = (
        Budget.objects.select_for_update(of=("self",), no_key=True).select_related("account").order_by("pk")
    )
    return {budget.pk: budget for budget in rows.filter(pk__in=set(pks))}


def lock_accounts(pks: Iterable[int]) -> None:
    """Accounts by key, for a verb that moves money several times."""
    dialect(connection).lock(connection, sorted(set(pks)))


def payee_account(actor: Actor, payee_ref: str, payee_name: str, budget: Budget) -> Account:
    """The account of what somebody received out of a budget. An organisation is named, a person is not."""
    shown = payee_name if payee_ref.startswith("organisation:") else payee_ref
    code = f"payee:{payee_ref}:{budget.pk}"
    name = f"{shown[:LONGEST_SHOWN]} · {budget.year}"
    return account_open(actor=actor, code=code, kind=AccountKind.PAYEE, name=name)


def holds_money(order: PaymentOrder) -> bool:
    """Whether the order's hold is still in force: neither paid nor released."""
    return not Transfer.objects.filter(pending_id=order.hold_id).exists()


def chain_of(budget: Budget, *others: int) -> set[int]:
    """The accounts a movement in a budget may touch; in one that has lapsed, also those the rest goes back to."""
    chain = {budget.account_id, *others}
    if budget.lapsed_at is not None:
        if budget.parent is not None:
            chain.add(budget.parent.account_id)
        chain |= set(Account.objects.filter(code=source_code(budget.place_id)).values_list("pk", flat=True))
    return chain


def place_hold(
    actor: Actor, *, key: str, budget: Budget, credit: Account, amount: int, basis: str, memo: str
) -> Transfer:
    """Claim money of a budget that is locked. Raises BudgetLapsed, NotEnough."""
    if budget.lapsed_at is not None:
        raise BudgetLapsed(budget.year, budget.name)
    return hold_place(
        actor=actor,
        key=key,
        debit=budget.account,
        credit=credit,
        amount=amount,
        on=clock.today(),
        basis=basis,
        memo=memo,
    )


def sweep(actor: Actor, budget: Budget, *, key: str, on: dt.date, basis: str) -> None:
    """Send what came free in a budget that has lapsed the way its rest went: up to the department, on to the source."""
    if budget.lapsed_at is None:
        return
    steps = [budget]
    if budget.parent is not None and budget.parent.lapsed_at is not None:
        steps.append(budget.parent)
    for step in steps:
        account = Account.objects.get(pk=step.account_id)
        if account.available <= 0:
            continue
        above = step.parent.account if step.parent else Account.objects.get(code=source_code(step.place_id))
        transfer_post(
            actor=actor,
            key=f"{key}:lapse:{step.pk}",
            kind=TransferKind.LAPSE,
            debit=account,
            credit=above,
            amount=account.available,
            on=on,
            basis=basis,
            memo="年末结清后退回的款项",
        )


def source_code(place: str) -> str:
    """The code of the account appropriations of a place come from."""
    return f"source:{place}"


def changed(
    actor: Actor,
    verb: str,
    order: PaymentOrder,
    *,
    before: OrderState | str,
    fields: Sequence[str] = (),
    **told: object,
) -> None:
    """Save a locked order that moved, with its trace and the event that tells of it."""
    save_versioned(order, expected_version=order.row_version, fields=("state", *fields))
    audit_write(
        actor=actor,
        verb=verb,
        target=order,
        before={"state": str(before)},
        after={"number": order.number, "state": str(order.state), **told},
    )
    moved(order)


def moved(order: PaymentOrder) -> None:
    """Say where a payment stands now."""
    emit(
        PaymentMoved(
            order=order.pk,
            number=order.number,
            case=order.case,
            part=order.part,
            state=str(order.state),
            amount=order.amount,
        )
    )


def once_for_orders(
    actor: Actor,
    key: str | None,
    verb: str,
    orders: Mapping[int, int | None],
    run: Callable[[], list[PaymentOrder]],
    **request: object,
) -> list[PaymentOrder]:
    """Run a verb about several orders once per key. Raises OrderNotThere for none."""
    if not orders:
        raise OrderNotThere(0)
    asked = {"orders": sorted([pk, version or 0] for pk, version in orders.items()), **request}
    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request=asked,
        run=run,
        remember=lambda done: [order.pk for order in done],
        recall=lambda _pks: list(PaymentOrder.objects.filter(pk__in=orders).order_by("pk")),
    )

"""The verbs about one payment: committed with the decision, signed by the finance department, stopped, tried anew.

Money goes to a bank in batches (`batches.py`, `results.py`) or down to a city or county that pays on (`routes.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_public_id
from zhongchuang.ledger.access import LedgerAction
from zhongchuang.ledger.errors import (
    BudgetNeeded,
    NotDueYet,
    PartThere,
    SameOfficer,
    WrongState,
)
from zhongchuang.ledger.models import Account, AccountKind, Budget, OrderState, PaymentOrder
from zhongchuang.ledger.services.orders import (
    chain_of,
    changed,
    check_may,
    encrypt_account,
    holds_money,
    lock_accounts,
    lock_budgets,
    lock_order,
    lock_orders,
    moved,
    once_for_orders,
    payee_account,
    place_hold,
    positive,
    ref_of,
    sweep,
    text,
)
from zhongchuang.ledger.services.transfers import account_open, hold_void
from zhongchuang.parties.selectors import places

NAME, WORDS = 200, 200
LONGEST_ROUTE = 3
STOPPABLE = (OrderState.COMMITTED, OrderState.RELEASED, OrderState.RETURNED)
"""States in which the money is still here."""


def payment_commit(
    *,
    actor: Actor,
    key: str | None,
    case: str,
    part: str,
    budget: Budget,
    payee_ref: str,
    payee_name: str,
    bank_name: str,
    bank_account: str,
    amount: int,
    purpose: str,
    clause: str,
    clearance: str,
    route: Sequence[str] = (),
    due_on: dt.date | None = None,
    waits_for: str = "",
) -> PaymentOrder:
    """Promise a payment: the money is held in the budget from now on.

    `clause` is `document slug#clause path`, the words that allow it; `clearance` the code of the check for double support;
    `route` the place codes the money passes on its way down, empty where it is paid straight to the account; `waits_for`
    what has to happen first (a report, an acceptance): until `payment_due` nobody can sign it.
    Raises NotAllowed, InvalidInput, NotEnough, BudgetLapsed, PartThere (the part of the case is promised already).
    """
    check_may(actor, LedgerAction.COMMIT)
    positive("amount", amount)
    token, tail = encrypt_account(bank_account)
    names = _route_names(route)
    values: dict[str, object] = {
        "case": text("case", case, 40),
        "part": text("part", part, 40),
        "payee_ref": text("payee_ref", payee_ref, 40),
        "payee_name": text("payee_name", payee_name, NAME),
        "bank_name": text("bank_name", bank_name, NAME),
        "amount": amount,
        "purpose": text("purpose", purpose, WORDS),
        "clause": text("clause", clause, WORDS),
        "clearance": text("clearance", clearance, 40),
        "route": list(route),
        "due_on": due_on,
        "waits_for": waits_for[:WORDS],
    }

    def run() -> PaymentOrder:
        return _commit(actor, budget.pk, names, {**values, "bank_account": token, "bank_account_tail": tail})

    return idempotent(
        actor=actor,
        key=key,
        verb="ledger.payment_commit",
        request={**values, "budget": budget.pk, "bank_account": bank_account.strip()},
        run=run,
        remember=lambda order: order.pk,
        recall=lambda pk: PaymentOrder.objects.get(pk=int(str(pk))),
    )


def _commit(
    actor: Actor, budget_pk: int, names: Mapping[str, str], values: dict[str, object]
) -> PaymentOrder:
    budget = lock_budgets([budget_pk])[budget_pk]
    case, part = str(values["case"]), str(values["part"])
    if PaymentOrder.objects.filter(case=case, part=part).exclude(state=OrderState.CANCELLED).exists():
        raise PartThere(case, part)
    number = new_public_id("ZF")
    payee = payee_account(actor, str(values["payee_ref"]), str(values["payee_name"]), budget)
    first = next(iter(names), None)
    credit = payee if first is None else place_account(actor, first, names[first])
    hold = place_hold(
        actor,
        key=f"{number}:hold",
        budget=budget,
        credit=credit,
        amount=int(str(values["amount"])),
        basis=number,
        memo=case,
    )
    order = PaymentOrder(
        **values,
        number=number,
        budget=budget,
        payee=payee,
        hold=hold,
        created_at=clock.now(),
        committed_by=ref_of(actor),
    )
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError:
        raise PartThere(case, part) from None
    audit_write(
        actor=actor,
        verb="ledger.payment_commit",
        target=order,
        after={
            name: values[name]
            for name in ("case", "part", "amount", "payee_ref", "clause", "clearance", "route")
        }
        | {"number": number, "budget": budget.pk, "state": str(order.state)},
    )
    moved(order)
    return order


def _route_names(route: Sequence[str]) -> dict[str, str]:
    """The places of a route, by code in its order. Raises InvalidInput."""
    found = dict(places().filter(code__in=route).values_list("code", "name"))
    if len(route) <= LONGEST_ROUTE and len(found) == len(route):
        return {code: found[code] for code in route}
    told = Wording(
        f"款项经过的地方不对：至多 {LONGEST_ROUTE} 级，每级一个登记过的行政区划代码。",
        f"The route is wrong: at most {LONGEST_ROUTE} places, each a registered code, each once.",
    )
    raise InvalidInput(told.zh, told.en, fields={"route": told}, code="ledger.route")


def place_account(actor: Actor, code: str, name: str) -> Account:
    """The account of money handed down to a place."""
    return account_open(actor=actor, code=f"place:{code}", kind=AccountKind.PLACE, name=f"{name}财政专户")


def payment_release(
    *, actor: Actor, order: PaymentOrder, expected_version: int, key: str | None = None
) -> PaymentOrder:
    """The finance department signs one payment. Raises NotAllowed, SameOfficer, WrongState, StaleVersion."""
    return payments_release(actor=actor, orders={order.pk: expected_version}, key=key)[0]


def payments_release(
    *, actor: Actor, orders: Mapping[int, int | None], key: str | None = None
) -> list[PaymentOrder]:
    """Sign payments, all or none: never the account that committed one. `orders`: key and the version seen."""
    check_may(actor, LedgerAction.SIGN)

    def run() -> list[PaymentOrder]:
        found = lock_orders(orders)
        for order in found:
            if order.state != OrderState.COMMITTED:
                raise WrongState(order.number, order.state, "会签", "be signed")
            if order.waits_for:
                raise NotDueYet(order.number, order.waits_for)
            if order.committed_by == ref_of(actor):
                raise SameOfficer(order.number)
            order.state, order.released_by = OrderState.RELEASED, ref_of(actor)
            changed(
                actor,
                "ledger.payment_release",
                order,
                before=OrderState.COMMITTED,
                fields=("released_by",),
                amount=order.amount,
            )
        return found

    return once_for_orders(actor, key, "ledger.payments_release", orders, run)


@transaction.atomic
def payment_due(
    *, actor: Actor, order: PaymentOrder, due_on: dt.date, expected_version: int | None = None
) -> PaymentOrder:
    """What a payment waited for has happened: it may be signed, and is due. Raises NotAllowed, WrongState, StaleVersion."""
    check_may(actor, LedgerAction.COMMIT)
    found = lock_order(order, expected_version)
    if found.state != OrderState.COMMITTED:
        raise WrongState(found.number, found.state, "到期", "fall due")
    found.waits_for, found.due_on = "", due_on
    changed(
        actor,
        "ledger.payment_due",
        found,
        before=OrderState.COMMITTED,
        fields=("waits_for", "due_on"),
        due_on=due_on,
    )
    return found


def payment_cancel(
    *,
    actor: Actor,
    order: PaymentOrder,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> PaymentOrder:
    """Take a payment back that has not left: its hold is released. Raises NotAllowed, WrongState, StaleVersion."""
    check_may(actor, LedgerAction.COMMIT)
    told = text("reason", reason, WORDS)

    def run() -> PaymentOrder:
        found = lock_order(order, expected_version)
        if found.state not in STOPPABLE:
            raise WrongState(found.number, found.state, "取消", "be cancelled")
        _cancel(actor, [found], told, "ledger.payment_cancel")
        return found

    return idempotent(
        actor=actor,
        key=key,
        verb="ledger.payment_cancel",
        request={"order": order.pk, "version": expected_version, "reason": told},
        run=run,
        remember=lambda done: done.pk,
        recall=lambda pk: PaymentOrder.objects.get(pk=int(str(pk))),
    )


@transaction.atomic
def payment_stop(*, actor: Actor, case: str, reason: str) -> tuple[list[PaymentOrder], list[PaymentOrder]]:
    """Cancel whatever of a case has not left: returns what was stopped, and what is with the bank, a place or the payee.

    Raises NotAllowed. What is in a batch not yet exported is stopped by cancelling the batch.
    """
    check_may(actor, LedgerAction.COMMIT)
    told = text("reason", reason, WORDS)
    pks = (
        PaymentOrder.objects.filter(case=case)
        .exclude(state=OrderState.CANCELLED)
        .values_list("pk", flat=True)
    )
    found = lock_orders(dict.fromkeys(pks))
    stopped = [order for order in found if order.state in STOPPABLE]
    beyond = [order for order in found if order.state not in STOPPABLE]
    _cancel(actor, stopped, told, "ledger.payment_stop")
    return stopped, [order for order in beyond if order.state != OrderState.CANCELLED]


def _cancel(actor: Actor, orders: Sequence[PaymentOrder], reason: str, verb: str) -> None:
    """Cancel orders that are held: all their budgets are locked before the first account is."""
    budgets = lock_budgets(order.budget_id for order in orders)
    lock_accounts(pk for order in orders for pk in chain_of(budgets[order.budget_id], order.hold.credit_id))
    for order in orders:
        before, budget = OrderState(order.state), budgets[order.budget_id]
        if holds_money(order):
            hold_void(
                actor=actor,
                key=f"{order.number}:void:{order.hold_id}",
                hold=order.hold,
                on=clock.today(),
                basis=order.number,
                memo=reason,
            )
            sweep(actor, budget, key=f"{order.number}:{order.hold_id}", on=clock.today(), basis=budget.basis)
        order.state, order.reason = OrderState.CANCELLED, reason
        changed(actor, verb, order, before=before, fields=("reason",), reason=reason)


def payment_retry(
    *,
    actor: Actor,
    order: PaymentOrder,
    payee_name: str,
    bank_name: str,
    bank_account: str,
    expected_version: int,
    budget: Budget | None = None,
    key: str | None = None,
) -> PaymentOrder:
    """Mend the account of a payment the bank returned; the finance department signs once more.

    The money is held already, unless the budget lapsed meanwhile: then `budget` names one of the same department that has not.
    Raises NotAllowed, InvalidInput, WrongState, BudgetNeeded, NotEnough, StaleVersion.
    """
    check_may(actor, LedgerAction.COMMIT)
    token, tail = encrypt_account(bank_account)
    name, bank = text("payee_name", payee_name, NAME), text("bank_name", bank_name, NAME)

    def run() -> PaymentOrder:
        found = lock_order(order, expected_version)
        if found.state != OrderState.RETURNED:
            raise WrongState(found.number, found.state, "更正账号", "have its account mended")
        fields = [
            "payee_name",
            "bank_name",
            "bank_account",
            "bank_account_tail",
            "committed_by",
            "released_by",
        ]
        if not holds_money(found):
            _hold_elsewhere(actor, found, budget)
            fields += ["hold", "budget", "payee"]
        found.payee_name, found.bank_name = name, bank
        found.bank_account, found.bank_account_tail = token, tail
        found.state, found.committed_by, found.released_by = OrderState.COMMITTED, ref_of(actor), ""
        changed(
            actor,
            "ledger.payment_retry",
            found,
            before=OrderState.RETURNED,
            fields=fields,
            budget=found.budget_id,
        )
        return found

    return idempotent(
        actor=actor,
        key=key,
        verb="ledger.payment_retry",
        request={
            "order": order.pk,
            "version": expected_version,
            "name": name,
            "bank": bank,
            "account": bank_account.strip(),
            "budget": budget.pk if budget else None,
        },
        run=run,
        remember=lambda done: done.pk,
        recall=lambda pk: PaymentOrder.objects.get(pk=int(str(pk))),
    )


def _hold_elsewhere(actor: Actor, order: PaymentOrder, budget: Budget | None) -> None:
    """Hold the money in another budget, since the one it came back to has lapsed."""
    old = order.budget
    if budget is None or budget.department_id != old.department_id:
        raise BudgetNeeded(order.number, old.year)
    new = lock_budgets([budget.pk])[budget.pk]
    order.payee = payee_account(actor, order.payee_ref, order.payee_name, new)
    order.hold = place_hold(
        actor,
        key=f"{order.number}:hold:{new.pk}:{order.row_version}",
        budget=new,
        credit=order.payee,
        amount=order.amount,
        basis=order.number,
        memo=order.case,
    )
    order.budget = new

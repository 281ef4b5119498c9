"""Money that goes down by way of a city or county: 省 → 市 → 县 → account, each step with its document number.

The treasury hands it down as a transfer to the place; the place pays it on. No bank batch is made of it here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import business_date
from zhongchuang.core.idempotency import idempotent
from zhongchuang.ledger.access import LedgerAction
from zhongchuang.ledger.errors import OnRoute, WrongState
from zhongchuang.ledger.models import Account, OrderState, PaymentOrder, Transfer, TransferKind
from zhongchuang.ledger.services.orders import (
    changed,
    check_may,
    lock_accounts,
    lock_checked,
    lock_order,
    not_before,
    not_later,
    once_for_orders,
    text,
)
from zhongchuang.ledger.services.payments import place_account
from zhongchuang.ledger.services.transfers import hold_post, transfer_post
from zhongchuang.parties.selectors import places

DOCUMENT = 120


def payments_hand_down(
    *,
    actor: Actor,
    orders: Mapping[int, int | None],
    document: str,
    on: dt.date,
    key: str | None,
    check: Callable[[Sequence[PaymentOrder]], None],
) -> list[PaymentOrder]:
    """Hand signed payments down to the first place of their route by one document, all or none.

    `check` looks at the clearance of each anew with their cases locked, and stops all by raising, as in `batch_make`.
    Raises NotAllowed, OrderNotThere, WrongState, OnRoute, InvalidInput, StaleVersion.
    """
    check_may(actor, LedgerAction.PAY)
    named, day = text("document", document, DOCUMENT), not_later(on)

    def fits(order: PaymentOrder) -> None:
        if order.state != OrderState.RELEASED:
            raise WrongState(order.number, order.state, "下达", "be handed down")
        if not order.route:
            raise OnRoute(order.number, direct=True)
        not_before(day, business_date(order.created_at))

    def run() -> list[PaymentOrder]:
        found = lock_checked(orders, fits=fits, check=check)
        holds = Transfer.objects.filter(pk__in=[order.hold_id for order in found])
        lock_accounts(pk for pair in holds.values_list("debit", "credit") for pk in pair)
        for order in found:
            hold_post(
                actor=actor,
                key=f"{order.number}:down:0",
                hold=order.hold,
                on=day,
                basis=order.number,
                memo=named,
            )
            order.state, order.place_now = OrderState.HANDED_DOWN, order.route[0]
            changed(
                actor,
                "ledger.payment_hand_down",
                order,
                before=OrderState.RELEASED,
                fields=("place_now",),
                document=named,
                place=order.place_now,
            )
        return found

    return once_for_orders(actor, key, "ledger.payments_hand_down", orders, run, document=named, on=day)


def payment_hand_on(
    *,
    actor: Actor,
    order: PaymentOrder,
    document: str,
    on: dt.date,
    expected_version: int,
    key: str | None = None,
) -> PaymentOrder:
    """A city has handed the money to the next place of the route. Raises NotAllowed, WrongState, InvalidInput."""
    named, day = text("document", document, DOCUMENT), not_later(on)

    def step(found: PaymentOrder, stage: int) -> None:
        if stage + 1 >= len(found.route):
            raise WrongState(
                found.number, found.state, "再往下转：已到最后一级", "go further down: this is the last place"
            )
        below = found.route[stage + 1]
        name = places().values_list("name", flat=True).get(code=below)
        transfer_post(
            actor=actor,
            key=f"{found.number}:down:{stage + 1}",
            kind=TransferKind.HAND_DOWN,
            debit=_with(found),
            credit=place_account(actor, below, name),
            amount=found.amount,
            on=day,
            basis=found.number,
            memo=named,
        )
        found.place_now = below
        changed(
            actor,
            "ledger.payment_hand_on",
            found,
            before=OrderState.HANDED_DOWN,
            fields=("place_now",),
            document=named,
            place=below,
        )

    return _from_place(actor, "ledger.payment_hand_on", order, expected_version, key, (named, day), step)


def payment_confirm_local(
    *,
    actor: Actor,
    order: PaymentOrder,
    document: str,
    on: dt.date,
    expected_version: int,
    key: str | None = None,
) -> PaymentOrder:
    """The last place of the route has paid the money to whom it is meant for. Raises NotAllowed, WrongState, InvalidInput."""
    named, day = text("document", document, DOCUMENT), not_later(on)

    def step(found: PaymentOrder, stage: int) -> None:
        if stage + 1 < len(found.route):
            raise WrongState(
                found.number,
                found.state,
                "拨付：还没有到最后一级",
                "be paid: it is not with the last place yet",
            )
        transfer_post(
            actor=actor,
            key=f"{found.number}:on",
            kind=TransferKind.PAY_ON,
            debit=_with(found),
            credit=found.payee,
            amount=found.amount,
            on=day,
            basis=found.number,
            memo=named,
        )
        found.state, found.place_now, found.paid_on = OrderState.PAID, "", day
        changed(
            actor,
            "ledger.payment_confirm_local",
            found,
            before=OrderState.HANDED_DOWN,
            fields=("place_now", "paid_on"),
            document=named,
            paid_on=day,
        )

    return _from_place(
        actor, "ledger.payment_confirm_local", order, expected_version, key, (named, day), step
    )


def _with(order: PaymentOrder) -> Account:
    """The account of the place the money is with."""
    return Account.objects.get(code=f"place:{order.place_now}")


def _from_place(
    actor: Actor,
    verb: str,
    order: PaymentOrder,
    expected_version: int,
    key: str | None,
    said: tuple[str, dt.date],
    step: Callable[[PaymentOrder, int], None],
) -> PaymentOrder:
    """Do something with money that is with a place, once."""
    check_may(actor, LedgerAction.PAY)

    def run() -> PaymentOrder:
        found = lock_order(order, expected_version)
        if found.state != OrderState.HANDED_DOWN:
            raise WrongState(found.number, found.state, "登记地方的拨付", "be recorded as paid by a place")
        not_before(said[1], business_date(found.created_at))
        step(found, list(found.route).index(found.place_now))
        return found

    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"order": order.pk, "version": expected_version, "document": said[0], "on": said[1]},
        run=run,
        remember=lambda done: done.pk,
        recall=lambda pk: PaymentOrder.objects.get(pk=int(str(pk))),
    )

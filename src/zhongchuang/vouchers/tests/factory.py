"""Vouchers, orders and rules for the tests: invented, none of them anybody's."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from zhongchuang.vouchers import decisions
from zhongchuang.vouchers.flow import OrderMove, OrderState
from zhongchuang.vouchers.terms import Scheme, Support, read_scheme, support_for
from zhongchuang.vouchers.terms import amounts as _amounts
from zhongchuang.vouchers.terms.schema import Holder
from zhongchuang.vouchers.wallet import Order, Provider, Voucher

EXAMPLES = Path(_amounts.__file__).parent / "examples"
DAY = dt.date(2026, 3, 2)
LAB = Provider(
    ref="organisation:9",
    services=frozenset({"testing", "research"}),
    admitted_on=dt.date(2026, 1, 1),
)
SHENYANG = ("210100", "210000", "000000")
NUMBER = "DD-1TQK-8M4X-0RWB-5ZH3"


@cache
def scheme(name: str = "demonstration") -> Scheme:
    """One of the schemes that come with the room."""
    path = EXAMPLES / f"{name}.yaml"
    return read_scheme(path.name, path.read_text(encoding="utf-8"))


def voucher(face: int = 10_000_000, number: str = "CXQ-1") -> Voucher:
    """A voucher of Shenyang, as issued."""
    return decisions.issue(
        scheme(), number=number, case="SQ-1", holder="organisation:1", face=face, on=DAY, demonstration=True
    ).voucher


def support(
    price: int,
    available: int = 10_000_000,
    *,
    used: int = 0,
    asked: int | None = None,
    service: str = "testing",
) -> Support:
    """What a price may take at Shenyang."""
    rules = scheme()
    term = _amounts.term_for(rules, SHENYANG, service, Holder.ENTERPRISE, DAY)
    return support_for(
        rules, term, price=price, available=available, used=used, asked=asked, demonstration=True
    )


def placed(
    on: Voucher, price: int = 1_000_000, *, number: str = NUMBER, day: dt.date = DAY, asked: int | None = None
) -> decisions.Moved:
    """An order of testing with the lab."""
    found = support(price, on.purse.available, asked=asked)
    return decisions.place(
        on,
        scheme(),
        LAB,
        number=number,
        service="testing",
        support=found,
        on=day,
        tie=None,
        demonstration=True,
    )


def at(state: OrderState, face: int = 10_000_000, price: int = 1_000_000) -> tuple[Voucher, Order]:
    """A voucher with one order that came as far as this, by the moves themselves."""
    moved = placed(voucher(face), price)
    if state is OrderState.PLACED:
        return moved.voucher, moved.order
    moved = decisions.accept(moved.voucher, moved.order, LAB, today=DAY)
    if state is OrderState.ACCEPTED:
        return moved.voucher, moved.order
    moved = decisions.deliver(moved.voucher, moved.order, on=DAY, invoiced=price, evidence=["report"])
    if state is OrderState.DELIVERED:
        return moved.voucher, moved.order
    if state is OrderState.DISPUTED:
        moved = decisions.go(moved.voucher, moved.order, OrderMove.DISPUTE, reason="不符")
        return moved.voucher, moved.order
    moved = decisions.go(moved.voucher, moved.order, OrderMove.CONFIRM)
    if state is OrderState.CONFIRMED:
        return moved.voucher, moved.order
    moved = decisions.redeem(moved.voucher, moved.order)
    for name, reached in ((OrderMove.BATCH, OrderState.SETTLING), (OrderMove.SETTLE, OrderState.SETTLED)):
        if moved.order.state is state:
            break
        moved = decisions.go(moved.voucher, moved.order, name)
        assert moved.order.state is reached
    assert moved.order.state is state
    return moved.voucher, moved.order

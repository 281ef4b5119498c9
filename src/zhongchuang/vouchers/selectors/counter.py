"""What a code speaks of, before it is redeemed: for the page that shows order and amount first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhongchuang.core import clock, crypto
from zhongchuang.vouchers import token
from zhongchuang.vouchers.errors import CodeRejected
from zhongchuang.vouchers.selectors.records import record_of_order
from zhongchuang.vouchers.selectors.vouchers import provider_orders

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor
    from zhongchuang.vouchers.models import Order


def peek_code(*, actor: Actor, code: str) -> Order:
    """The order of a code at a counter of the actor's; nothing is changed, and it may be redeemed by another meanwhile.

    Raises CodeRejected for no code, a stranger's, or one too old; CodeUsed for one that a newer one replaced.
    """
    said = token.read(code)
    order = provider_orders(actor).filter(number=said.order).first()
    if order is None:
        raise CodeRejected("这个订单不是向本机构下的。", "The order was placed with another provider.")
    record = record_of_order(order)
    token.check(crypto.keyring(), said, record, record.provider, now=clock.now())
    return order

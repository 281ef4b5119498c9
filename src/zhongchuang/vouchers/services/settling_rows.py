"""What the verbs of settlement share: rows they lock, texts they take, what becomes of an order of a provider struck off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.ledger.services.orders import decrypt_account
from zhongchuang.vouchers.decisions import go
from zhongchuang.vouchers.flow import OrderMove, OrderState, Who
from zhongchuang.vouchers.models import Provider, ProviderStanding, SettledOrder, SettlementLine
from zhongchuang.vouchers.services.moving import Held, make

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor

LONGEST_REASON = 200


def lock_providers(pks: Iterable[int]) -> dict[int, Provider]:
    """Providers by key, held until the transaction ends: none is struck off meanwhile, none changes its account."""
    rows = Provider.objects.select_for_update(of=("self",)).select_related("organisation")
    return {row.pk: row for row in rows.filter(pk__in=set(pks)).order_by("pk")}


def orders_of_lines(lines: Iterable[SettlementLine]) -> list[SettledOrder]:
    """What the lines pay, by line and order."""
    return list(SettledOrder.objects.filter(line__in=list(lines)).order_by("line", "order"))


def reason_of(text: str) -> str:
    """A reason, as it is kept. Raises InvalidInput."""
    cleaned = text.strip()
    if 0 < len(cleaned) <= LONGEST_REASON:
        return cleaned
    told = Wording(
        f"请写明理由，不超过 {LONGEST_REASON} 个字。", f"Say why, in at most {LONGEST_REASON} characters."
    )
    raise InvalidInput(told.zh, told.en, fields={"reason": told}, code="vouchers.reason")


def account_number(token: str) -> str:
    """The whole number of an account: for the file that goes to the bank and for nothing else."""
    return decrypt_account(token)


def withhold_struck_off(actor: Actor, held: Held) -> None:
    """An order that waits again although its provider was struck off, be it that it asks to be listed anew: nobody settles it
    before an officer has looked.

    The provider is locked by the caller, so that no strike-off falls between.
    """
    state = Provider.objects.values_list("state", flat=True).get(pk=held.order.provider_id)
    if state == ProviderStanding.ADMITTED or held.order.state != OrderState.REDEEMED.value:
        return
    reason = "机构已移出名录，先暂缓结算"
    held.by = Who.SYSTEM
    make(
        actor=actor,
        held=held,
        move=OrderMove.WITHHOLD,
        moved=go(*held.records, OrderMove.WITHHOLD, reason=reason),
        verb="order_withhold",
        reason=reason,
    )

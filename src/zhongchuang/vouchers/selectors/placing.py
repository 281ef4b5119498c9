"""How much an order may take, worked out from what stands now: for the page that shows the sum before, and for the verb."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from zhongchuang.core import clock
from zhongchuang.core.errors import NotFound, Wording, ZhongchuangError
from zhongchuang.parties.selectors import places
from zhongchuang.parties.selectors.organisations import current_of
from zhongchuang.vouchers import decisions, wallet
from zhongchuang.vouchers.access import Reach, is_holder, reach_of
from zhongchuang.vouchers.errors import ProviderNotAdmitted
from zhongchuang.vouchers.models import Order
from zhongchuang.vouchers.selectors.providers import kinds_of
from zhongchuang.vouchers.selectors.records import (
    record_of_order,
    record_of_provider,
    record_of_voucher,
)
from zhongchuang.vouchers.selectors.schemes import is_demonstration, scheme_of
from zhongchuang.vouchers.selectors.supports import tie_between
from zhongchuang.vouchers.terms import Support, support_for, term_for, used_in_year
from zhongchuang.vouchers.terms.schema import Holder

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor
    from zhongchuang.vouchers.models import Provider, Voucher
    from zhongchuang.vouchers.terms.schema import Term

NEW = "DD-0000-0000-0000-0000"
"""Stands for the number of an order that is only looked at."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an order would be. `refused`: why it would not; what could be worked out before is there all the same.

    `used`: 分 of this year's cap the holder's orders take already; `tie`: the chain that makes the provider a related party.
    """

    support: Support | None
    used: int
    finish_by: dt.date | None
    tie: Wording | None
    refused: ZhongchuangError | None


def order_preview(
    *,
    actor: Actor,
    voucher: Voucher,
    provider: Provider,
    service: str,
    price: int,
    asked: int | None = None,
    reach: Reach | None = None,
) -> Preview:
    """What an order would take, before it is placed. The verb works it out anew under its locks. Raises NotFound."""
    if not is_holder(voucher, reach or reach_of(actor), writing=False):
        raise NotFound()
    on = clock.today()
    used = used_this_year(voucher, on)
    support, tie, finish_by = None, None, None
    try:
        support = support_of(voucher, service, price, asked, on, used)
        tie = tie_of(voucher, provider, on)
        moved = placed(voucher, provider, NEW, service, support, on, tie)
        finish_by = moved.order.finish_by
    except ZhongchuangError as error:
        return Preview(support, used, finish_by, tie, error)
    return Preview(support, used, finish_by, tie, None)


def support_of(
    voucher: Voucher, service: str, price: int, asked: int | None, on: dt.date, used: int
) -> Support:
    """What the scheme's rules of the day give. Raises NoTerms, NothingToSpend, AmountImpossible, SchemeNotInForce."""
    return support_for(
        scheme_of(voucher.scheme),
        term_of(voucher, service, on),
        price=price,
        available=voucher.available,
        used=used,
        asked=asked,
        demonstration=is_demonstration(),
    )


def term_of(voucher: Voucher, service: str, on: dt.date) -> Term:
    """The rule that speaks of an order of this voucher. Raises NoTerms."""
    rules = scheme_of(voucher.scheme)
    return term_for(rules, lineage_of(voucher.place), service, Holder(voucher.holder_kind), on)


def used_this_year(voucher: Voucher, on: dt.date) -> int:
    """分 that the holder's orders take of the year's cap, over all their vouchers of the scheme and of whoever was merged into
    them.
    """
    rows = Order.objects.filter(
        same_holder_q(voucher, "voucher__"), voucher__scheme__scheme=voucher.scheme.scheme, on__year=on.year
    )
    return used_in_year(map(record_of_order, rows.select_related("voucher", "provider")), on.year)


def same_holder_q(voucher: Voucher, way: str = "") -> Q:
    """The vouchers of one holder, or the rows that lead to one (`way`): organisations that were merged are one holder, whoever of
    them was given the voucher.
    """
    if voucher.organisation is None:
        return Q(**{f"{way}holder": voucher.holder})
    current = current_of(voucher.organisation).pk
    return Q(**{f"{way}organisation": current}) | Q(**{f"{way}organisation__merged_into": current})


def tie_of(voucher: Voucher, provider: Provider, on: dt.date) -> Wording | None:
    """What makes the provider a related party of the holder; None where nothing does."""
    account = None if voucher.organisation_id else int(voucher.holder.partition(":")[2])
    return tie_between(voucher.organisation, account, provider.organisation, on)


def placed(
    voucher: Voucher,
    provider: Provider,
    number: str,
    service: str,
    support: Support,
    on: dt.date,
    tie: Wording | None,
) -> decisions.Moved:
    """The decision on an order. Raises what `decisions.place` raises, ProviderNotAdmitted also for another scheme's list."""
    rules = scheme_of(voucher.scheme)
    if provider.scheme != rules.id:
        raise ProviderNotAdmitted(Wording("它在另一套创新券的名录里", "it is on the list of another scheme"))
    return decisions.place(
        record_of_voucher(voucher),
        rules,
        listed(provider),
        number=number,
        service=service,
        support=support,
        on=on,
        tie=tie,
        demonstration=is_demonstration(),
    )


def listed(provider: Provider) -> wallet.Provider:
    """The provider's entry with what it offers today. Raises ProviderNotAdmitted."""
    return record_of_provider(provider, kinds_of(provider))


def lineage_of(place: str) -> tuple[str, ...]:
    """A place and those above it, nearest first."""
    at = places().select_related("parent__parent__parent").filter(pk=place).first()
    found: list[str] = []
    while at is not None and at.code not in found:
        found.append(at.code)
        at = at.parent
    return tuple(found)

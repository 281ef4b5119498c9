"""Who is told of a voucher: whoever manages the holder or the provider, receives in their place, or acted on the order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from zhongchuang.core import clock
from zhongchuang.parties.selectors.organisations import managers_of
from zhongchuang.parties.selectors.recipients import delegates_receiving
from zhongchuang.parties.selectors.standings import stands_for
from zhongchuang.vouchers.access import ACCOUNT
from zhongchuang.vouchers.models import Order, OrderStep, Provider, Voucher

if TYPE_CHECKING:
    from zhongchuang.parties.models import Organisation

PERSON = "person:"


def holders_of(voucher: Voucher, acted: Iterable[int] = ()) -> list[str]:
    """The accounts that hear of a voucher; of those who acted, the ones that still stand for its holder."""
    if voucher.organisation is not None:
        return _of_organisation(voucher.organisation, acted)
    own = [voucher.holder.removeprefix(ACCOUNT)]
    return list(dict.fromkeys([*own, *delegates_receiving(own, None, clock.today())]))


def providers_of(provider: Provider, acted: Iterable[int] = ()) -> list[str]:
    """The accounts that hear of a provider's orders and payments."""
    return _of_organisation(provider.organisation, acted)


def acted_on(order: Order) -> list[int]:
    """The people who moved an order, on whatever side."""
    refs = OrderStep.objects.filter(order=order, actor__startswith=PERSON).order_by().values_list("actor")
    return sorted({int(ref.removeprefix(PERSON)) for (ref,) in refs.distinct()})


def _of_organisation(organisation: Organisation, acted: Iterable[int]) -> list[str]:
    today = clock.today()
    found = managers_of(organisation)
    found += delegates_receiving(found, organisation.pk, today)
    found += [str(one) for one in acted if stands_for(one, organisation.pk, today)]
    return list(dict.fromkeys(found))

"""One voucher, one order, from one side: what the holder opens the provider does not, and neither opens the department's page."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.vouchers.access import Reach
from zhongchuang.vouchers.models import AccountChange, Order, OrderPaper, Provider, ProviderService, Voucher
from zhongchuang.vouchers.selectors import (
    department_orders,
    department_providers,
    department_vouchers,
    holder_orders,
    own_providers,
    own_vouchers,
    provider_orders,
    visible_orders,
)

M = TypeVar("M", bound=Model)


def held_voucher(actor: Actor, reach: Reach, number: str) -> Voucher:
    """A voucher somebody uses or looks after. Raises NotFound."""
    return _one(own_vouchers(actor, reach).filter(number=number))


def held_order(actor: Actor, reach: Reach, number: str) -> Order:
    """An order on such a voucher. Raises NotFound."""
    return _one(holder_orders(actor, reach).filter(number=number))


def counter_order(actor: Actor, reach: Reach, number: str) -> Order:
    """An order placed with the organisation somebody works for. Raises NotFound."""
    return _one(provider_orders(actor, reach).filter(number=number))


def office_voucher(actor: Actor, reach: Reach, number: str) -> Voucher:
    """A voucher of somebody's department. Raises NotFound."""
    return _one(department_vouchers(actor, reach).filter(number=number))


def office_order(actor: Actor, reach: Reach, number: str) -> Order:
    """An order on a voucher of somebody's department. Raises NotFound."""
    return _one(department_orders(actor, reach).filter(number=number))


def own_provider(actor: Actor, reach: Reach, pk: int) -> Provider:
    """An entry of the list that is somebody's own organisation's. Raises NotFound."""
    return _one(own_providers(actor, reach).filter(pk=pk))


def office_provider(actor: Actor, reach: Reach, pk: int) -> Provider:
    """An entry of the list of somebody's department. Raises NotFound."""
    return _one(department_providers(actor, reach).filter(pk=pk))


def paper_of(actor: Actor, reach: Reach, number: str, pk: int) -> OrderPaper:
    """A paper of an order that somebody may open from any side. Raises NotFound."""
    rows = OrderPaper.objects.filter(removed_at=None, pk=pk).select_related("file")
    return _one(rows.filter(order__in=visible_orders(actor, reach).filter(number=number).values("pk")))


def account_change_of(provider: Provider, pk: int) -> AccountChange:
    """What was asked about the account of a provider that was opened. Raises NotFound."""
    found = _one(AccountChange.objects.filter(provider=provider, pk=pk))
    found.provider = provider
    return found


def service_of(provider: Provider, pk: int) -> ProviderService:
    """A service of a provider. Raises NotFound."""
    return _one(ProviderService.objects.filter(provider=provider, pk=pk))


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise NotFound()
    return found

"""Providers as lists show them: what each offers today, and how many there are of a kind and at a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from zhongchuang.core import clock
from zhongchuang.vouchers.models import Provider, ProviderService
from zhongchuang.vouchers.selectors import listed_providers


def offered_on(day: dt.date) -> Q:
    """Services that are offered on a day."""
    return Q(ended_on=None) | Q(ended_on__gt=day)


def services_by_provider(
    providers: Iterable[Provider], service: str = ""
) -> Mapping[int, tuple[ProviderService, ...]]:
    """What each of them offers today, of one kind where one is named. One statement."""
    rows = ProviderService.objects.filter(
        offered_on(clock.today()), provider__in=[one.pk for one in providers]
    )
    if service:
        rows = rows.filter(service=service)
    found: dict[int, tuple[ProviderService, ...]] = {}
    for row in rows.order_by("service", "pk"):
        found[row.provider_id] = (*found.get(row.provider_id, ()), row)
    return found


def all_services(provider: Provider) -> list[ProviderService]:
    """Everything a provider offers or offered."""
    return list(provider.services.order_by("ended_on", "service", "pk"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value to narrow the list by, what it is called, how many providers it leaves."""

    value: str
    label: str
    label_en: str
    count: int


def places_of_listed(*, service: str = "", search: str = "") -> tuple[Chosen, ...]:
    """Where there are providers."""
    rows = (
        listed_providers(service=service, search=search)
        .order_by()
        .values_list("organisation__place", "organisation__place__name", "organisation__place__name_en")
        .annotate(n=Count("pk", distinct=True))
    )
    return tuple(Chosen(*row) for row in sorted(rows))


def kinds_of_listed(*, place: str = "", search: str = "") -> Mapping[str, int]:
    """How many providers offer each kind of service."""
    found = listed_providers(place=place, search=search).order_by()
    rows = (
        ProviderService.objects.filter(offered_on(clock.today()), provider__in=found.values("pk"))
        .order_by()
        .values_list("service")
        .annotate(n=Count("provider", distinct=True))
    )
    return dict(rows)

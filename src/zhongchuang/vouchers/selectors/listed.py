"""Providers as lists show them: what each offers today, and how many there are of a kind and at a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

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
class Wanted:
    """What the list is narrowed by; the values of one question are joined by “or”."""

    services: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A value of a question, what it is called, how many providers it leaves."""

    value: str
    label: str
    label_en: str
    count: int


def listed_like(wanted: Wanted) -> QuerySet[Provider]:
    """Who is on the list today, narrowed."""
    rows = listed_providers(search=wanted.words)
    if wanted.services:
        kinds = ProviderService.objects.filter(provider=OuterRef("pk"), service__in=wanted.services)
        rows = rows.filter(Exists(kinds.filter(offered_on(clock.today()))))
    if wanted.places:
        rows = rows.filter(organisation__place__in=wanted.places)
    return rows


def places_of_listed(wanted: Wanted) -> tuple[Counted, ...]:
    """Where there are providers, with the places chosen left out of account."""
    rows = (
        listed_like(replace(wanted, places=()))
        .order_by()
        .values_list("organisation__place", "organisation__place__name", "organisation__place__name_en")
        .annotate(n=Count("pk"))
    )
    return tuple(Counted(*row) for row in sorted(rows))


def kinds_of_listed(wanted: Wanted) -> Mapping[str, int]:
    """How many providers offer each kind of service, with the kinds chosen left out of account."""
    found = listed_like(replace(wanted, services=())).order_by()
    rows = (
        ProviderService.objects.filter(offered_on(clock.today()), provider__in=found.values("pk"))
        .order_by()
        .values_list("service")
        .annotate(n=Count("provider", distinct=True))
    )
    return dict(rows)

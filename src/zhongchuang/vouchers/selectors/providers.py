"""The list of providers: what everybody sees, what its own people see, what the department sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from zhongchuang.core import clock
from zhongchuang.core.errors import NotFound
from zhongchuang.parties.selectors.organisations import places_within
from zhongchuang.parties.selectors.posts import departments_of
from zhongchuang.vouchers.access import Reach, department_q, reach_of
from zhongchuang.vouchers.models import (
    AccountChange,
    ChangeState,
    Provider,
    ProviderService,
    ProviderStanding,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from zhongchuang.core.actors import Actor


def providers() -> QuerySet[Provider]:
    """Providers with what a page shows of them."""
    return Provider.objects.select_related("organisation__place", "department")


def listed_providers(
    *, scheme: str = "", service: str = "", place: str = "", search: str = ""
) -> QuerySet[Provider]:
    """Who is on the list today, by name, for everybody. `place`: a code; those beneath it count."""
    today = clock.today()
    rows = providers().filter(
        Q(admitted_until=None) | Q(admitted_until__gte=today),
        state=ProviderStanding.ADMITTED,
        admitted_on__lte=today,
    )
    if scheme:
        rows = rows.filter(scheme=scheme)
    if service:
        offered = ProviderService.objects.filter(provider=OuterRef("pk"), service=service)
        rows = rows.filter(Exists(offered.filter(standing_q())))
    if place:
        rows = rows.filter(organisation__place__in=places_within(place))
    if search.strip():
        word = search.strip()[:80]
        described = ProviderService.objects.filter(provider=OuterRef("pk"), title__icontains=word)
        rows = rows.filter(
            Q(organisation__name__icontains=word)
            | Q(introduction__icontains=word)
            | Exists(described.filter(standing_q()))
        )
    return rows.order_by("organisation__name", "pk")


def standing_q() -> Q:
    """Services that are offered today."""
    return Q(ended_on=None) | Q(ended_on__gt=clock.today())


def own_providers(actor: Actor, reach: Reach | None = None) -> QuerySet[Provider]:
    """The entries of the organisations somebody belongs to."""
    return providers().filter(organisation__in=(reach or reach_of(actor)).members)


def department_providers(actor: Actor, reach: Reach | None = None) -> QuerySet[Provider]:
    """The entries of the departments somebody works in."""
    return providers().filter(department_q(reach or reach_of(actor)))


def provider_of(actor: Actor, pk: int, reach: Reach | None = None) -> Provider:
    """An entry, for its own people and for its department. Raises NotFound."""
    far = reach or reach_of(actor)
    rows = providers().filter(Q(organisation__in=far.members) | department_q(far))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def listed_provider(pk: int) -> Provider:
    """An entry of today's list, for everybody. Raises NotFound."""
    found = listed_providers().filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def services_of(provider: Provider) -> list[ProviderService]:
    """What it offers today."""
    return list(provider.services.filter(standing_q()).order_by("service", "pk"))


def kinds_of(provider: Provider) -> frozenset[str]:
    """The kinds of service it offers today."""
    return frozenset(provider.services.filter(standing_q()).values_list("service", flat=True))


def open_account_changes(providers: Collection[int]) -> dict[int, AccountChange]:
    """The changes of account that wait for an officer, by provider; nothing is settled with those meanwhile."""
    rows = AccountChange.objects.filter(provider__in=list(providers), state=ChangeState.ASKED)
    return {row.provider_id: row for row in rows}


def listing_departments() -> list[tuple[int, str]]:
    """The departments one can ask to be listed by, by key and name."""
    return departments_of(frozenset(), everything=True)

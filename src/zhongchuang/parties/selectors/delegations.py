"""Delegations, and for whom somebody may act on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.parties.access import DelegationScope, PartyAction, may_delegation
from zhongchuang.parties.models import Account, Delegation, Membership, Standing
from zhongchuang.parties.selectors.organisations import CURRENT, standing_in


@dataclass(frozen=True, slots=True)
class Mandate:
    """Somebody may act: for an account or an organisation, for these things. `delegation` is None where it is their own."""

    account_id: str
    organisation_id: str | None
    scopes: frozenset[DelegationScope]
    until: dt.date | None = None
    delegation: int | None = None


def acting_for(actor: Actor, on: dt.date) -> tuple[Mandate, ...]:
    """For whom an actor may act on a day: themselves, the organisations they belong to, and whoever delegated it to them.

    A delegation for an organisation counts while whoever gave it manages that organisation; one received is not given on.
    Two statements.
    """
    if not actor.user_id:
        return ()
    everything = frozenset(DelegationScope)
    own = [Mandate(actor.user_id, None, everything)]
    belonging = Membership.objects.filter(
        Q(until=None) | Q(until__gt=on), account_id=actor.user_id, since__lte=on
    ).select_related("organisation")
    organisations = sorted({m.organisation.merged_into_id or m.organisation_id for m in belonging})
    own += [Mandate(actor.user_id, str(organisation), everything) for organisation in organisations]
    given = delegations_in_force(on).filter(receiver=int(actor.user_id))
    given = given.select_related("organisation").order_by("pk")
    return (
        *own,
        *(
            Mandate(
                str(one.giver_id),
                str(one.organisation.merged_into_id or one.organisation.pk) if one.organisation else None,
                frozenset(DelegationScope(scope) for scope in one.scopes),
                one.valid_until,
                one.pk,
            )
            for one in given
        ),
    )


def delegations_in_force(on: dt.date, later: dt.datetime | None = None) -> QuerySet[Delegation]:
    """Delegations on a day: accepted, within their days, not ended, their giver still entitled to give them.

    `later`: where the next day begins, which is not asked for where it is given.
    """
    later = later or clock.day_start(on + dt.timedelta(days=1))
    manages = Membership.objects.annotate(current=CURRENT).filter(
        account=OuterRef("giver"),
        current=Coalesce(OuterRef("organisation__merged_into_id"), OuterRef("organisation_id")),
        standing=Standing.MANAGER,
        until=None,
    )
    held = Delegation.objects.filter(receiver__isnull=False, valid_from__lte=on, valid_until__gte=on)
    not_ended = Q(ended_at=None) | Q(ended_at__gt=later)
    entitled = Q(organisation=None) | Q(Exists(manages))
    return held.filter(not_ended, entitled, giver__is_active=True)


def may_act_for(actor: Actor, scope: DelegationScope, organisation_id: str, on: dt.date) -> bool:
    """Whether somebody may do a thing for an organisation on a day, as its member or by delegation."""
    return any(
        one.organisation_id == organisation_id and scope in one.scopes for one in acting_for(actor, on)
    )


def delegations_given(account: Account) -> QuerySet[Delegation]:
    """Delegations an account gave, the latest first."""
    return Delegation.objects.filter(giver=account).select_related("receiver", "organisation")


def delegations_received(account: Account) -> QuerySet[Delegation]:
    """Delegations an account holds, and those offered to an address of theirs that was confirmed."""
    addresses = EmailAddress.objects.filter(user_id=account.pk, verified=True).values_list("email", flat=True)
    offered = Q(receiver=None, ended_at=None, email__in=[address.lower() for address in addresses])
    found = Delegation.objects.filter(Q(receiver=account) | offered)
    return found.select_related("giver", "organisation")


def delegations_for(organisation_id: int) -> QuerySet[Delegation]:
    """Delegations in force or to come for an organisation: its managers know who else acts for it."""
    found = Delegation.objects.filter(
        organisation=organisation_id, ended_at=None, valid_until__gte=clock.today(), receiver__isnull=False
    )
    return found.select_related("giver", "receiver")


def own_delegation(actor: Actor, pk: int) -> Delegation:
    """A delegation the actor may see or accept. Raises NotFound."""
    found: Delegation | None = (
        Delegation.objects.select_related("giver", "organisation").filter(pk=pk).first()
    )
    if found is None:
        raise NotFound()
    standing = standing_in(actor, found.organisation) if found.organisation else None
    if may_delegation(actor, PartyAction.VIEW, found, standing) or _offered_to(actor, found):
        return found
    raise NotFound()


def _offered_to(actor: Actor, delegation: Delegation) -> bool:
    return bool(actor.user_id) and (
        EmailAddress.objects.filter(
            user_id=actor.user_id, verified=True, email__iexact=delegation.email
        ).exists()
    )

"""The posts somebody holds: a role where it is held. What a role may do is often only for one department or one place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from zhongchuang.core.actors import Actor
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Membership, Organisation, OrganisationKind, RoleGrant, Standing


@dataclass(frozen=True, slots=True)
class Post:
    """A role held at an organisation (its key) or for a place (its code); None: not limited so."""

    role: Role
    organisation: int | None
    place: str | None


def posts_of(actor: Actor) -> tuple[Post, ...]:
    """The posts an account holds now; none for anybody without an account."""
    if actor.user_id is None:
        return ()
    rows = RoleGrant.objects.filter(account_id=actor.user_id, revoked_at=None).order_by("pk")
    return tuple(Post(Role(g.role), g.organisation_id, g.place_id) for g in rows)


def belongings_of(actor: Actor) -> dict[int, Standing]:
    """The organisations an account acts for now, and as what."""
    if actor.user_id is None:
        return {}
    rows = Membership.objects.filter(account_id=actor.user_id, until=None).values_list(
        "organisation_id", "standing"
    )
    return {organisation: Standing(standing) for organisation, standing in rows}


def departments_of(keys: frozenset[int], *, everything: bool) -> list[tuple[int, str]]:
    """Departments by key and name: those named, or all where somebody is bound to none."""
    rows = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT).order_by("name", "pk")
    if not everything:
        rows = rows.filter(pk__in=keys)
    return list(rows.values_list("pk", "name"))


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role now: the account, its name, where it is held."""

    account: int
    name: str
    role: Role
    organisation: int | None
    place: str | None


def holders_of(
    roles: Collection[Role],
    *,
    organisations: Collection[int] | None = None,
    places: Collection[str] | None = None,
) -> list[Holder]:
    """Open accounts that hold one of the roles now, in one statement.

    `organisations`: only at one of these, or not bound to any; `places`: only for one of these.
    """
    rows = RoleGrant.objects.filter(
        role__in=[role.value for role in roles], revoked_at=None, account__is_active=True
    )
    if organisations is not None:
        rows = rows.filter(Q(organisation=None) | Q(organisation__in=list(organisations)))
    if places is not None:
        rows = rows.filter(place__in=list(places))
    found = rows.order_by("account__name", "pk").values_list(
        "account_id", "account__name", "role", "organisation_id", "place_id"
    )
    return [Holder(account, name, Role(role), unit, place) for account, name, role, unit, place in found]

"""The posts somebody holds: a role where it is held. What a role may do is often only for one department or one place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhongchuang.core.actors import Actor
from zhongchuang.core.described import Described
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation, OrganisationKind, RoleGrant


@dataclass(frozen=True, slots=True)
class Post:
    """A role held at an organisation (its key) or for a place (its code); None: not limited so.

    `level`: the place of the post, be it held for it or at an organisation there.
    """

    role: Role
    organisation: int | None
    place: str | None
    level: str | None


def posts_of(actor: Actor) -> tuple[Post, ...]:
    """The posts an account holds now; none for anybody without an account."""
    if actor.user_id is None:
        return ()
    told = _POSTS.rows(account=int(actor.user_id))
    return tuple(post_of(*row) for row in told)


def post_of(role: str, organisation: int | None, place: str | None, seat: str | None) -> Post:
    """The post that a row tells of; `seat`: the place of the organisation it is held at."""
    return Post(Role(role), organisation, place, place or seat)


def grants_now(account: int | None) -> QuerySet[RoleGrant]:
    """The rows of an account's posts now."""
    return RoleGrant.objects.filter(account=account, revoked_at=None)


def _posts(account: int) -> QuerySet[RoleGrant, tuple[object, ...]]:
    rows = grants_now(account).order_by("pk")
    return rows.values_list("role", "organisation_id", "place_id", "organisation__place_id")


_POSTS = Described(_posts, account=int)


def posts_held(actor: Actor, roles: Collection[Role]) -> QuerySet[RoleGrant]:
    """The rows of an actor's posts of these roles, for a condition inside another statement."""
    account = int(actor.user_id) if actor.user_id else None
    return grants_now(account).filter(role__in=list(roles)).order_by()


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

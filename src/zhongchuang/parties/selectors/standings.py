"""For whom an account stands today: the posts it holds, the organisations it belongs to, and what was delegated to it.

One statement, for access.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.described import Described
from zhongchuang.parties.access import DelegationScope
from zhongchuang.parties.models import Membership, Standing
from zhongchuang.parties.selectors.delegations import delegations_in_force
from zhongchuang.parties.selectors.posts import Post, grants_now, post_of


@dataclass(frozen=True, slots=True)
class Mandated:
    """For whom something may be done by delegation: organisations by key, people by the key of their account."""

    organisations: frozenset[int] = frozenset()
    accounts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Standings:
    """The posts an account holds; the organisations it belongs to and as what; what it may do for others."""

    posts: tuple[Post, ...] = ()
    belongs: Mapping[int, Standing] = field(default_factory=dict)
    mandates: Mapping[DelegationScope, Mandated] = field(default_factory=dict)


def standings_of(actor: Actor, on: dt.date) -> Standings:
    """For whom the actor stands on a day. An organisation that was merged counts under both its keys.

    Posts and memberships are those of now; a delegation counts from its first to its last day, unless it was ended.
    """
    if actor.user_id is None:
        return Standings()
    later = clock.day_start(on + dt.timedelta(days=1))
    rows = _STANDINGS.rows(account=int(actor.user_id), on=on, later=later)
    posts: list[Post] = []
    belongs: dict[int, Standing] = {}
    mandates: dict[DelegationScope, Mandated] = {}
    for organisation, goes_on, standing, scopes, giver, role, place, seat in rows:
        if role:
            posts.append(post_of(role, organisation, place, seat))
            continue
        keys = frozenset(key for key in (organisation, goes_on) if key is not None)
        if standing:
            belongs |= {key: _higher(belongs.get(key), Standing(standing)) for key in keys}
            continue
        for scope in map(DelegationScope, json.loads(scopes)):
            had = mandates.get(scope, Mandated())
            people = frozenset() if keys else frozenset({giver})
            mandates[scope] = Mandated(had.organisations | keys, had.accounts | people)
    return Standings(tuple(posts), belongs, mandates)


def _standings(account: int, on: dt.date, later: dt.datetime) -> QuerySet[Membership, tuple[object, ...]]:
    """Posts, memberships and delegations of an account alike: the organisation, where it goes on, as what, for what, for whom;
    of a post the role, the place it is held for, the place of the organisation it is held at.
    """
    nobody, nothing = Value(None, output_field=BigIntegerField()), Value("", output_field=TextField())
    nowhere = Value(None, output_field=TextField())
    post = grants_now(account).order_by()
    member = Membership.objects.filter(account_id=account, until=None).order_by()
    held = delegations_in_force(on, later).filter(receiver=account).order_by()
    return member.values_list(
        "organisation_id",
        "organisation__merged_into_id",
        Cast("standing", TextField()),
        nothing,
        nobody,
        nothing,
        nowhere,
        nowhere,
    ).union(
        held.values_list(
            "organisation_id",
            "organisation__merged_into_id",
            nothing,
            Cast("scopes", TextField()),
            "giver_id",
            nothing,
            nowhere,
            nowhere,
        ),
        post.values_list(
            "organisation_id",
            nobody,
            nothing,
            nothing,
            nobody,
            Cast("role", TextField()),
            Cast("place_id", TextField()),
            Cast("organisation__place_id", TextField()),
        ),
        all=True,
    )


_STANDINGS = Described(_standings, account=int, on=dt.date, later=dt.datetime)


def stands_for(account: int, organisation: int, on: dt.date) -> bool:
    """Whether an account belongs to an organisation, or holds a delegation of it, on a day."""
    here = Q(organisation=organisation) | Q(organisation__merged_into=organisation)
    return (
        Membership.objects.filter(here, account=account, until=None).exists()
        or delegations_in_force(on).filter(here, receiver=account).exists()
    )


def _higher(had: Standing | None, standing: Standing) -> Standing:
    return Standing.MANAGER if Standing.MANAGER in (had, standing) else standing

"""Whose money somebody sees: their department's, finance that of its level, auditors and administrators all.

Said as a condition inside the statement that reads: a list, the page of one thing and a file cannot differ, and nothing is
read before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.parties.access import Role
from zhongchuang.parties.selectors.posts import posts_held

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhongchuang.parties.models import RoleGrant

NOTHING = Q(pk__in=())
BOUND = (Role.OFFICER, Role.REVIEWER, Role.FINANCE)
EVERYWHERE = (Role.AUDITOR, Role.ADMINISTRATOR)


def budgets_reached(actor: Actor, way: str = "") -> Q:
    """The budgets an actor may see, or the rows that lead to one (`way`: how, such as `budget__`).

    A post that is bound to nothing reaches everywhere, one at an organisation its budgets, one for a place the budgets of that
    level. Finance sits in an organisation of its own, so its post there reaches the budgets of its organisation's level too.
    """
    return _reached(actor, f"{way}department", f"{way}place")


def departments_reached(actor: Actor) -> Q:
    """The departments whose money an actor reaches."""
    return _reached(actor, "pk", "place")


def _reached(actor: Actor, department: str, place: str) -> Q:
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    if not may_ledger(actor, LedgerAction.VIEW):
        return NOTHING
    posts = posts_held(actor, BOUND)
    levels = posts.filter(role=Role.FINANCE, organisation__isnull=False).values("organisation__place")
    return (
        Q(Exists(_unbound(actor)))
        | Q(**{f"{department}__in": posts.filter(organisation__isnull=False).values("organisation")})
        | Q(**{f"{place}__in": posts.filter(organisation=None, place__isnull=False).values("place")})
        | Q(**{f"{place}__in": levels})
    )


def orders_reached(actor: Actor) -> Q:
    """The payments an actor may see: those out of a budget they see, and those on their way through finance's own place."""
    reached = budgets_reached(actor, "budget__")
    if actor.kind is ActorKind.SYSTEM or not may_ledger(actor, LedgerAction.VIEW):
        return reached
    code = Coalesce("place_id", "organisation__place_id", output_field=CharField())
    through = (
        posts_held(actor, (Role.FINANCE,))
        .annotate(stop=Concat(Value('"'), code, Value('"'), output_field=CharField()))
        .annotate(route=Cast(OuterRef("route"), TextField()))
        .filter(Q(place__isnull=False) | Q(organisation__isnull=False), route__contains=F("stop"))
    )
    return reached | Q(Exists(through))


def sees_all_money(actor: Actor) -> bool:
    """Whether an actor sees all of it: what only holds as a whole, such as a trial balance, is for them."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return may_ledger(actor, LedgerAction.VIEW) and _unbound(actor).exists()


def all_money(actor: Actor) -> Q:
    """The same as a condition."""
    return Q() if actor.kind is ActorKind.SYSTEM else Q(Exists(_unbound(actor)))


def _unbound(actor: Actor) -> QuerySet[RoleGrant]:
    everywhere = Q(role__in=EVERYWHERE) | Q(organisation=None, place=None)
    return posts_held(actor, (*BOUND, *EVERYWHERE)).filter(everywhere)

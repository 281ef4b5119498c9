"""Who may register, review, correct awards, and ask for a correction. Default deny.

Officers and reviewers work on the awards of their department; administrators and auditors look. A post bound to no department
reaches all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.parties.access import STAFF, DelegationScope, Role, holds
from zhongchuang.parties.selectors.persons import person_of_key
from zhongchuang.parties.selectors.posts import posts_of
from zhongchuang.parties.selectors.standings import Mandated, standings_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from zhongchuang.clearance.models import Award
    from zhongchuang.parties.selectors.posts import Post


class DisclosureAction(StrEnum):
    """What can be done with what is disclosed."""

    REGISTER = "register"  # with the verb of a higher room that decides, pays or revokes
    LOOK = "look"  # the office's lists and pages
    REVIEW = "review"
    CORRECT = "correct"  # and answer who asks for it


_WORKING = frozenset({Role.OFFICER, Role.REVIEWER})
_LOOKING = _WORKING | {Role.ADMINISTRATOR, Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class DisclosureReach:
    """Of which departments somebody sees the awards, and on which they work; read once for a page or a verb."""

    sees_all: bool = False
    sees: frozenset[int] = frozenset()
    works_on_all: bool = False
    works_on: frozenset[int] = frozenset()

    def may(self, action: DisclosureAction, department: int | None) -> bool:
        """Whether it reaches the awards of a department; None: of a department the platform does not know."""
        if action is DisclosureAction.LOOK:
            return self.sees_all or department in self.sees
        return self.works_on_all or department in self.works_on


def disclosure_reach(actor: Actor) -> DisclosureReach:
    """How far somebody reaches (one small statement)."""
    if actor.kind is ActorKind.SYSTEM:
        return DisclosureReach(True, frozenset(), True, frozenset())
    return reach_of_posts(posts_of(actor))


def reach_of_posts(posts: Iterable[Post]) -> DisclosureReach:
    """The same of posts that are at hand, a person's all of them. No statement."""
    looking = [post for post in posts if post.role in _LOOKING]
    unbound = [post for post in looking if post.organisation is None and post.place is None]
    bound = [post for post in looking if post.organisation is not None]
    return DisclosureReach(
        sees_all=bool(unbound),
        sees=frozenset(post.organisation for post in bound if post.organisation is not None),
        works_on_all=any(post.role in _WORKING for post in unbound),
        works_on=frozenset(
            post.organisation for post in bound if post.role in _WORKING and post.organisation is not None
        ),
    )


def may_disclose(
    actor: Actor,
    action: DisclosureAction,
    department: int | None = None,
    *,
    reach: DisclosureReach | None = None,
) -> bool:
    """Whether somebody may do it with the awards of a department."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if action is DisclosureAction.REGISTER:
        return holds(actor, *STAFF)
    return (reach or disclosure_reach(actor)).may(action, department)


def works_on_awards(actor: Actor) -> bool:
    """Whether somebody has to do with the office's pages of awards at all."""
    return holds(actor, *_LOOKING)


def awards_reached(awards: QuerySet[Award], reach: DisclosureReach) -> QuerySet[Award]:
    """The awards whose office pages somebody may open."""
    return awards if reach.sees_all else awards.filter(department_id__in=reach.sees)


@dataclass(frozen=True, slots=True)
class NamedReach:
    """For whom somebody may ask that what stands about them be corrected: their organisations, and themselves."""

    organisations: frozenset[int] = frozenset()
    person: str = ""

    def names(self, award: Award) -> bool:
        """Whether the award names one of them."""
        if award.personal:
            return bool(self.person) and award.person == self.person
        if award.organisation is None:
            return False
        return not self.organisations.isdisjoint({award.organisation_id, award.organisation.merged_into_id})

    def awards(self) -> Q:
        """The same as a condition."""
        own = Q(organisation_id__in=self.organisations)
        own |= Q(organisation__merged_into_id__in=self.organisations)
        return own | Q(personal=True, person=self.person) if self.person else own


def named_reach(actor: Actor) -> NamedReach:
    """The organisations somebody belongs to or may apply for by delegation, and who they are themselves."""
    if actor.kind is not ActorKind.PERSON or actor.user_id is None:
        return NamedReach()
    standings = standings_of(actor, clock.today())
    delegated = standings.mandates.get(DelegationScope.APPLY, Mandated()).organisations
    person = person_of_key(actor.user_id)
    return NamedReach(frozenset(standings.belongs) | delegated, f"person:{person.pk}" if person else "")

"""Who starts an audit, sees its findings, answers and closes them. Default deny.

Auditors see the findings of what they audit, all of them where their post is bound to no department, and close them. Officers,
reviewers and administrators see those that concern a department they work in; officers and administrators answer for it. Each
post counts for itself: who audits one department and works in another closes nothing there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.parties.access import Role
from zhongchuang.parties.selectors.posts import Post, posts_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from zhongchuang.clearance.models import AuditFinding

_ANSWERING = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
_LOOKING = _ANSWERING | {Role.REVIEWER, Role.AUDITOR}
_STARTING = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Extent:
    """Departments, or all of them."""

    everything: bool = False
    departments: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.departments)

    def of(self, departments: Collection[int]) -> frozenset[int]:
        """Those of these departments it reaches."""
        return frozenset(departments) if self.everything else self.departments & frozenset(departments)

    def reaches(self, departments: Collection[int]) -> bool:
        """Whether it reaches something that concerns these departments; what concerns none is for who reaches all."""
        return self.everything or not self.departments.isdisjoint(departments)


@dataclass(frozen=True, slots=True)
class AuditReach:
    """How far somebody reaches, by what they may do there."""

    starts: bool = False
    sees: Extent = Extent()
    answers: Extent = Extent()
    closes: Extent = Extent()


def audit_reach(actor: Actor) -> AuditReach:
    """How far somebody reaches (one small statement)."""
    if actor.kind is ActorKind.SYSTEM:
        return AuditReach(True, Extent(True), Extent(True), Extent(True))
    posts = [post for post in posts_of(actor) if post.role in _LOOKING]
    return AuditReach(
        starts=any(post.role in _STARTING for post in posts),
        sees=_extent(posts),
        answers=_extent([post for post in posts if post.role in _ANSWERING]),
        closes=_extent([post for post in posts if post.role is Role.AUDITOR]),
    )


def _extent(posts: Collection[Post]) -> Extent:
    return Extent(
        any(post.organisation is None and post.place is None for post in posts),
        frozenset(post.organisation for post in posts if post.organisation is not None),
    )


def findings_reached(findings: QuerySet[AuditFinding], reach: AuditReach) -> QuerySet[AuditFinding]:
    """The findings somebody sees: the list asks what the page of one asks."""
    if reach.sees.everything:
        return findings
    if not reach.sees:
        return findings.none()
    # A subquery and no join: a finding of two of one's departments stands in the list once.
    own = findings.model.objects.filter(concerns__department__in=reach.sees.departments)
    return findings.filter(pk__in=own.values("pk"))

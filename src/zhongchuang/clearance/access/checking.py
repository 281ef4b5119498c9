"""Who sees what was checked and makes exceptions: the department's own people. Default deny."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.parties.access import Role
from zhongchuang.parties.selectors.posts import posts_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhongchuang.clearance.models import Check, Override


class CheckAction(StrEnum):
    """What can be done with a check."""

    VIEW = "view"
    LOOK = "look"  # say what came of a warning
    ASK = "ask"  # for an exception
    ANSWER = "answer"  # confirm an exception or not


_ACTING = (Role.OFFICER, Role.REVIEWER)
_SEEING = (*_ACTING, Role.ADMINISTRATOR, Role.AUDITOR)
_MAY = {
    CheckAction.VIEW: frozenset(_SEEING),
    CheckAction.LOOK: frozenset(_ACTING),
    CheckAction.ASK: frozenset(_ACTING),
    CheckAction.ANSWER: frozenset(_ACTING),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """In which departments somebody may do something, and as what: the post they act from there."""

    everywhere: Role | None = None
    departments: dict[int, Role] | None = None

    def post_in(self, department: int | None) -> Role | None:
        """The post somebody acts from in a department; None where they have none there."""
        held = (self.departments or {}).get(department) if department is not None else None
        return held or self.everywhere


def desk_of(
    actor: Actor, action: CheckAction, posts: Iterable[tuple[StrEnum, int | None]] | None = None
) -> Desk:
    """Where somebody may do something with checks. `posts`: role and department (None: any), where whoever asks has read them."""
    if actor.kind is not ActorKind.PERSON:
        return Desk()
    found: dict[int, Role] = {}
    everywhere: Role | None = None
    held = posts_of(actor) if posts is None else ()
    pairs = [(p.role, p.organisation) for p in held if p.organisation is not None or p.place is None]
    for name, department in sorted(posts or pairs, key=lambda pair: pair[0].value):
        role = Role(name)
        if role not in _MAY[action]:
            continue
        if department is None:
            everywhere = everywhere or role
        else:
            found.setdefault(department, role)
    return Desk(everywhere, found)


def visible_checks(actor: Actor, rows: QuerySet[Check]) -> QuerySet[Check]:
    """The checks of one's departments."""
    return _of_desk(actor, rows)


def visible_overrides(actor: Actor, rows: QuerySet[Override]) -> QuerySet[Override]:
    """The exceptions of one's departments, those that wait among them."""
    return _of_desk(actor, rows)


def _of_desk(actor: Actor, rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
    if actor.kind is ActorKind.SYSTEM:
        return rows
    desk = desk_of(actor, CheckAction.VIEW)
    if desk.everywhere is not None:
        return rows
    return rows.filter(department__in=list(desk.departments or {}))

"""Whether a case opens for somebody, from their own side or at the desk: asked from outside the room, before a link is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhongchuang.cases.access import CaseAction, in_department, may_case, reach_of, visible_cases
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors.applying import own_cases

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor


def opens_as_own(actor: Actor, number: str) -> bool:
    """Whether it is one of the cases somebody applied with, or for whom they act."""
    return own_cases(actor).filter(number=number).exists()


def opens_at_desk(actor: Actor, number: str) -> bool:
    """Whether it is a case of a department somebody works in."""
    if not may_case(actor, CaseAction.WORK):
        return False
    reach = reach_of(actor)
    found = (
        visible_cases(actor, Case.objects.select_related("round"), reach)
        .exclude(state=State.DRAFT.value)
        .filter(number=number)
        .first()
    )
    return found is not None and in_department(found, reach)

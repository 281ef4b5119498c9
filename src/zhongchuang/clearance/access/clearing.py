"""Who may check, claim and void. Default deny."""

from __future__ import annotations

from enum import StrEnum

from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.parties.access import STAFF, Role, holds


class ClearanceAction(StrEnum):
    """What can be done in this room."""

    VIEW = "view"
    CLAIM = "claim"  # with the verb of a higher room that acts for an applicant
    ISSUE = "issue"
    VOID = "void"


def may_clearance(actor: Actor, action: ClearanceAction) -> bool:
    """The department issues; whoever applies claims through their case; staff look."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    match action:
        case ClearanceAction.VIEW:
            return holds(actor, *STAFF)
        case ClearanceAction.CLAIM:
            return actor.kind is ActorKind.PERSON
        case ClearanceAction.ISSUE:
            return holds(actor, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR)
        case ClearanceAction.VOID:
            return actor.kind is ActorKind.PERSON

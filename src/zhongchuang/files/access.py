"""Who may hand in, take away and destroy files. Opening one is the business of its room, which asks its own access function."""

from __future__ import annotations

from enum import StrEnum

from zhongchuang.core.actors import Actor, ActorKind


class FileAction(StrEnum):
    """What can be done with a file."""

    STORE = "store"
    REMOVE = "remove"
    DESTROY = "destroy"


FROM_ANYBODY = ("objection:",)
"""Things to which somebody without an account may add a file."""


def may_file(actor: Actor, action: FileAction, belongs_to: str) -> bool:
    """Whoever is signed in, or the platform itself; an objection takes evidence from anybody. Bytes are destroyed by the platform
    only, after a term that the room they belong to has set.
    """
    if action is FileAction.DESTROY:
        return actor.kind is ActorKind.SYSTEM
    if actor.kind is not ActorKind.ANONYMOUS:
        return True
    return action is FileAction.STORE and belongs_to.startswith(FROM_ANYBODY)

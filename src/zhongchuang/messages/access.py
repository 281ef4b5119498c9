"""Who may do what with mails. A verb of another room that has checked its own actor may write one; all else is the
platform's own work. Mails are read by nobody but their recipient: the admin shows how far they are, not what they say.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from zhongchuang.core.actors import Actor, ActorKind

if TYPE_CHECKING:
    from zhongchuang.messages.models import Note


class MailAction(StrEnum):
    """What can be done with a mail."""

    WRITE = "write"
    SEND = "send"
    RETRY = "retry"
    FORGET = "forget"


def may_mail(actor: Actor, action: MailAction) -> bool:
    """Writing belongs to the verb that causes the mail, whoever acts there; the rest is for the platform alone."""
    match action:
        case MailAction.WRITE:
            return True
        case MailAction.SEND | MailAction.RETRY | MailAction.FORGET:
            return actor.kind is ActorKind.SYSTEM


class NoteAction(StrEnum):
    """What can be done with a note."""

    WRITE = "write"
    READ = "read"


def may_note(actor: Actor, action: NoteAction, note: Note | None = None) -> bool:
    """Writing belongs to the verb that causes it; a note is read by whom it is for."""
    match action:
        case NoteAction.WRITE:
            return True
        case NoteAction.READ:
            return note is not None and actor.user_id is not None and note.account_id == actor.user_id

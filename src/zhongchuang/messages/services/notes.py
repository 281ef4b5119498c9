"""Notes: written in the transaction of the verb that causes them, the same thing once; read by their reader alone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import Target, audit_write
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.messages.access import MailAction, NoteAction, may_mail, may_note
from zhongchuang.messages.decisions import NoteText
from zhongchuang.messages.models import Note


def note_write(*, actor: Actor, note: NoteText) -> Note | None:
    """Write one note; None where one with this key was written before. Raises as `note_write_many`."""
    return next(iter(note_write_many(actor=actor, notes=[note])), None)


def note_write_many(*, actor: Actor, notes: Sequence[NoteText]) -> list[Note]:
    """Write notes; returns those that were not written before. Raises AuditMisuse outside a transaction."""
    if not may_note(actor, NoteAction.WRITE):
        raise NotAllowed()
    known = set(Note.objects.filter(key__in=[one.key for one in notes]).values_list("key", flat=True))
    wanted = {one.key: one for one in notes if one.key not in known}
    if not wanted:
        return []
    # Another transaction may write the same keys at this moment: the table keeps the first.
    Note.objects.bulk_create(
        (
            Note(
                key=one.key,
                account_id=one.account_id,
                text_zh=one.zh[:400],
                text_en=one.en[:600],
                url=one.url,
                at=clock.now(),
            )
            for one in wanted.values()
        ),
        ignore_conflicts=True,
    )
    audit_write(
        actor=actor,
        verb="messages.note_write",
        target=Target(Note._meta.label_lower, "many"),
        after={"keys": sorted(wanted)},
    )
    return list(Note.objects.filter(key__in=wanted).order_by("pk"))


@transaction.atomic
def note_read(*, actor: Actor, note_id: int) -> Note:
    """Open a note: from now on it is read. Reading it again changes nothing. Raises NotFound for another's."""
    note = Note.objects.filter(pk=note_id).first()
    if note is None or not may_note(actor, NoteAction.READ, note):
        raise NotFound()
    if note.read_at is None:
        note.read_at = clock.now()
        note.save(update_fields=["read_at"])
    return note


@transaction.atomic
def notes_read_all(*, actor: Actor, up_to: int) -> int:
    """Everything one has been shown is read; what came later is not. Returns how many. Raises NotAllowed."""
    if actor.user_id is None:
        raise NotAllowed()
    unread = Note.objects.filter(account_id=actor.user_id, read_at=None, pk__lte=up_to)
    return int(unread.update(read_at=clock.now()))


@transaction.atomic
def notes_forget_person(*, actor: Actor, account_id: str) -> int:
    """Delete the notes and the short messages of an account that is being erased. Raises NotAllowed."""
    if not may_mail(actor, MailAction.FORGET):
        raise NotAllowed()
    count, _each = Note.objects.filter(account_id=account_id).delete()
    if count:
        audit_write(
            actor=actor,
            verb="messages.notes_forget_person",
            target=Target(Note._meta.label_lower, "many"),
            after={"forgotten": count},
        )
    return count

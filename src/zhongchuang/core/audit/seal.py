"""Sealing: every entry committed and not yet sealed goes under one Merkle root, which is published.

Which entries a seal holds is written down when it is made (`AuditSealMember`), never derived from ids or
times: an entry whose transaction was still open then - a *late commit* - has no membership yet and enters
the next seal. One seal a day, without a gap: an empty day is sealed too, so that a missing seal shows.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit.merkle import root
from zhongchuang.core.audit.models import AuditEntry, AuditPublication, AuditSeal, AuditSealMember
from zhongchuang.core.audit.publication import Publication
from zhongchuang.core.audit.seal_record import FIRST_PREVIOUS, SealRecord
from zhongchuang.core.audit.write import audit_write
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.locks import exclusive

LOCK = "core.audit.seal"
_BATCH = 5_000


def record_of(seal: AuditSeal) -> SealRecord:
    """The seal as a value."""
    return SealRecord(seal.number, seal.day, seal.size, seal.root, seal.previous, seal.sealed_at)


def seal_day(day: dt.date, *, actor: Actor, publication: Publication | None = None) -> AuditSeal:
    """Seal the entries up to the end of a business day and publish the root; returns the seal.

    A day that is sealed already is left as it is (late commits enter the next one), and a seal that could
    not be published before is published now. Sealing today is allowed: what is written afterwards enters
    the next seal. Raises InvalidInput for a future day, PublicationUnavailable if the files cannot be
    written (the seal stands in the database and is published by the next run).
    """
    if day > clock.today():
        raise InvalidInput(
            f"{day.isoformat()} 还没有到，不能封存。",
            f"{day.isoformat()} lies in the future and cannot be sealed.",
            fields={"day": Wording("不能晚于今天", "Cannot be later than today")},
        )
    with exclusive(LOCK, durable=True):
        seal = AuditSeal.objects.filter(day__gte=day).order_by("number").first() or _make(day, actor)
    publish_pending(publication=publication)
    return seal


def _make(day: dt.date, actor: Actor) -> AuditSeal:
    """The next seal, holding everything committed by now; the caller holds the lock."""
    last = AuditSeal.objects.order_by("-number").first()
    pending = (
        AuditEntry.objects.filter(membership=None, written_at__lt=clock.day_start(day + dt.timedelta(days=1)))
        .order_by("written_at", "id")
        .values_list("id", "leaf_hash")
    )
    entries = list(pending)
    record = SealRecord(
        number=last.number + 1 if last else 1,
        day=day,
        size=len(entries),
        root=root(bytes.fromhex(leaf) for _, leaf in entries).hex(),
        previous=last.seal_hash if last else FIRST_PREVIOUS,
        sealed_at=clock.now(),
    )
    seal = AuditSeal.objects.create(
        number=record.number,
        day=record.day,
        size=record.size,
        root=record.root,
        previous=record.previous,
        sealed_at=record.sealed_at,
        seal_hash=record.seal_hash,
    )
    AuditSealMember.objects.bulk_create(
        (
            AuditSealMember(entry_id=entry_id, seal=seal, position=position)
            for position, (entry_id, _) in enumerate(entries)
        ),
        batch_size=_BATCH,
    )
    audit_write(
        actor=actor,
        verb="core.audit_seal",
        target=seal,
        after={"day": day, "size": seal.size, "root": seal.root},
    )
    return seal


def publish_pending(*, publication: Publication | None = None) -> int:
    """Write every seal that is not yet in the public files, in order; returns how many.

    A process that dies between the file and the note of it leaves a line without a note: the line is then
    found and only the note is made, so no seal is published twice.
    """
    public = publication or Publication()
    with exclusive(LOCK, durable=True):
        waiting = list(AuditSeal.objects.filter(publication=None).order_by("number"))
        if not waiting:
            return 0
        already = {line.claimed_hash for line in public.read_seals().seals}
        for seal in waiting:
            if seal.seal_hash not in already:
                members = AuditSealMember.objects.filter(seal=seal).order_by("position")
                public.append(
                    record_of(seal), members.values_list("entry__leaf_hash", flat=True).iterator(_BATCH)
                )
            AuditPublication.objects.create(seal=seal)
    return len(waiting)


def seal_due(*, actor: Actor, today: dt.date, publication: Publication | None = None) -> list[AuditSeal]:
    """Seal every day that has ended and is not sealed, one seal a day, in order; what the scheduler runs
    daily.

    The first seal ever is yesterday's and holds all that came before.
    """
    yesterday = today - dt.timedelta(days=1)
    newest = AuditSeal.objects.aggregate(newest=Max("day"))["newest"]
    first = yesterday if newest is None else newest + dt.timedelta(days=1)
    days = (first + dt.timedelta(days=offset) for offset in range((yesterday - first).days + 1))
    return [seal_day(day, actor=actor, publication=publication) for day in days]

"""The transfers since the last seal, as one number in the audit log.

Transfers are their own record and far too many to be logged one by one. Once a day a digest over all that came since the
last time, and over the digest before, goes into the audit log, whose own seal is published outside the database
(docs/audit.md). Whoever afterwards changes, adds or removes a transfer, however consistently, and whatever triggers they
drop, changes a number that others hold.

A transfer gets its number before it is committed. So that none can slip in below a seal, sealing waits on PostgreSQL for
those being written and lets nobody begin until it is done; on SQLite nobody else writes anyway.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import Max

from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import exclusive
from zhongchuang.ledger.database.dialects import dialect
from zhongchuang.ledger.models import Transfer
from zhongchuang.ledger.selectors.seals import BOOK, SEALED, Seal, last_seal, sealing


def transfers_seal(*, actor: Actor) -> Seal | None:
    """Seal what was booked since the last time; None where nothing was. Raises NotAllowed for anybody but the platform."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    with exclusive("ledger.transfers_seal"):
        dialect(connection).quiet(connection)
        before = last_seal()
        until: int = Transfer.objects.aggregate(last=Max("pk"))["last"] or 0
        if until <= before.until:
            return None
        seal = sealing(before, until)
        audit_write(actor=actor, verb=SEALED, target=BOOK, after=seal.as_logged())
    return seal

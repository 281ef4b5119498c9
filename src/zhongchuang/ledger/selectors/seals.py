"""The seals over the transfers, as the audit log keeps them, and the digests as the table gives them now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256

from zhongchuang.core.audit import Target
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.json_values import canonical, plain_json
from zhongchuang.ledger.models import Transfer

SEALED, PROVED = "ledger.transfers_seal", "ledger.books_prove"
BOOK = Target("ledger.book", "transfers")
"""How the audit log names the sealing and the proof, and what is sealed and proved."""
_COLUMNS = (
    *("id", "idem_key", "request_hash", "kind", "debit_id", "credit_id", "amount", "pending_id"),
    *("on", "at", "basis", "memo", "actor"),
)


@dataclass(frozen=True, slots=True)
class Seal:
    """What one seal says: the transfers after one number up to another, how many, and the digest over them and over the
    digest before."""

    number: int
    after: int
    until: int
    count: int
    digest: str

    def as_logged(self) -> dict[str, int | str]:
        """What goes into the audit log."""
        return asdict(self)


NOTHING_SEALED = Seal(0, 0, 0, 0, "")


def seals() -> Iterator[Seal]:
    """Every seal, the oldest first."""
    rows = AuditEntry.objects.filter(verb=SEALED, target_type=BOOK.type, target_id=BOOK.id)
    for logged in rows.order_by("written_at", "id").values_list("after", flat=True):
        assert logged is not None, "a seal says what it seals"
        yield Seal(**logged)


def last_seal() -> Seal:
    """The newest seal; before the first, one over nothing."""
    newest = NOTHING_SEALED
    for seal in seals():
        newest = max(newest, seal, key=lambda one: one.number)
    return newest


def sealing(before: Seal, until: int) -> Seal:
    """The seal over the transfers after the one before up to a number, as the table has them now."""
    hashed, count = sha256(before.digest.encode()), 0
    rows = Transfer.objects.filter(pk__gt=before.until, pk__lte=until).order_by("pk")
    for row in rows.values_list(*_COLUMNS).iterator(chunk_size=5000):
        hashed.update(canonical(plain_json(row)).encode() + b"\n")
        count += 1
    return Seal(before.number + 1, before.until, until, count, hashed.hexdigest())


def broken_seals() -> list[int]:
    """The numbers of seals that the transfers no longer give. One pass over the sealed part of the book."""
    broken: list[int] = []
    before = NOTHING_SEALED
    for seal in seals():
        if sealing(before, seal.until) != seal:
            broken.append(seal.number)
        before = seal
    return broken

"""A seal as a value, and its line in the public file (pure)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from hashlib import sha256

from zhongchuang.core.json_values import canonical, plain_json

FIRST_PREVIOUS = "0" * 64
"""What the first seal names as the one before it."""
_LINE_PREFIX = b"zhongchuang-seal-v1\n"


@dataclass(frozen=True)
class SealRecord:
    """What is published of a seal: its number, the day, how many entries, their root, and the seal before."""

    number: int
    day: dt.date
    size: int
    root: str
    previous: str
    sealed_at: dt.datetime

    @property
    def seal_hash(self) -> str:
        """Binds the root to everything beside it, and through `previous` to every seal before;
        hexadecimal."""
        return sha256(_LINE_PREFIX + canonical(plain_json(self._content())).encode()).hexdigest()

    def _content(self) -> dict[str, object]:
        return {
            "number": self.number,
            "day": self.day,
            "size": self.size,
            "root": self.root,
            "previous": self.previous,
            "sealed_at": self.sealed_at,
        }

    def line(self) -> str:
        """The line in the public file, without its line break."""
        return canonical(plain_json({**self._content(), "seal_hash": self.seal_hash}))


@dataclass(frozen=True)
class PublishedSeal:
    """A line as it was read: the seal it says it is, and the hash it claims."""

    record: SealRecord
    claimed_hash: str

    @property
    def intact(self) -> bool:
        """Whether the claimed hash fits the rest of the line."""
        return self.claimed_hash == self.record.seal_hash


def read_line(line: str) -> PublishedSeal:
    """Read a line. Raises ValueError, KeyError or TypeError where it is none."""
    fields = json.loads(line)
    record = SealRecord(
        number=int(fields["number"]),
        day=dt.date.fromisoformat(fields["day"]),
        size=int(fields["size"]),
        root=str(fields["root"]),
        previous=str(fields["previous"]),
        sealed_at=dt.datetime.fromisoformat(fields["sealed_at"]),
    )
    return PublishedSeal(record, str(fields["seal_hash"]))

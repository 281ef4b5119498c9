"""Warnings somebody has looked into: which they were, what was found, and the reading without them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zhongchuang.policy.documents.mending import Mend, mend
from zhongchuang.policy.documents.model import Document, ReadWarning


@dataclass(frozen=True, slots=True)
class Settled:
    """A warning of the reader that somebody has looked into, and what they found. `ref` is as the reader gave it."""

    code: str
    ref: str | None
    message: str
    note: str

    @property
    def key(self) -> str:
        """The `warning_key` of the warning it settles."""
        return _key(self.code, self.ref, self.message)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"code": self.code, "ref": self.ref, "message": self.message, "note": self.note}


def warning_key(warning: ReadWarning) -> str:
    """A short name for one warning of a reading, the same as long as its code, clause and words are."""
    return _key(warning.code.value, warning.ref, warning.message)


def _key(code: str, ref: str | None, message: str) -> str:
    digest = hashlib.sha256(f"{code}|{ref or ''}|{message}".encode()).hexdigest()
    return f"{code}-{digest[:10]}"


def put_right(raw: Document, mends: Sequence[Mend], settled: Iterable[Settled], text: str) -> Document:
    """The reading as it counts: mended, and without the warnings that are settled. Raises MendError."""
    keys = {row.key for row in settled}
    if not mends and not keys:
        return raw
    mended = mend(raw, mends, text)
    # A mend moves the clause a warning stands at, never the warnings themselves: the two lists run alike.
    pairs = zip(raw.warnings, mended.warnings, strict=True)
    return replace(mended, warnings=tuple(new for old, new in pairs if warning_key(old) not in keys))

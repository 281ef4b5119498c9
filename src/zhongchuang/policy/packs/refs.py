"""What points at words: a clause of a held document, and the words that ended one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A clause of a held document: `三（四）` of `liaozhengbanfa-2016-88`."""

    document: str
    ref: str

    def __str__(self) -> str:
        return f"{self.document}#{self.ref}"


@dataclass(frozen=True, slots=True)
class Ended:
    """What ended a document: the first day it was no longer in force, the words or the source that say so, its successor."""

    on: date | None
    by: str | None  # id of the document that supersedes it
    clause: ClauseRef | None  # of the document whose words end it
    quote: str | None
    source: str | None

"""Places of GB/T 2260 and the organs that answer there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhongchuang.policy.packs.terms import Text


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ's names over time: who answers today for a unit named in a text."""

    name: str
    place: str
    start: date | None
    end: date | None
    successors: tuple[str, ...]
    note: Text | None
    basis: str | None
    unconfirmed: bool = False
    written_at: str = ""  # file:line under the packs folder


@dataclass(frozen=True, slots=True)
class Place:
    """A place of GB/T 2260 known to the platform."""

    code: str
    name: Text
    parent: str | None
    written_at: str = ""  # file:line under the packs folder

"""What is known of a document beyond its text, as Akoma Ntoso wants it said."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from zhongchuang.policy.documents.model import Document

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Work:
    """A document as a work: who made it, when, how far it holds, and which of the works it cites are held too.

    `held` leads from a cited number or title to the slug of the document held. `address` is where it is read on this site.
    """

    slug: str
    title: str | None
    number: str | None
    issuers: tuple[str, ...]
    issued: datetime.date | None
    place: tuple[str, str] | None = None  # code of GB/T 2260 and name
    version: int = 1
    state: str = "unknown"  # valid amended repealed lapsed unknown
    state_note: str = ""
    effective_from: datetime.date | None = None
    expires: datetime.date | None = None
    genre: str = "normative"
    address: str = ""
    opening: tuple[str, ...] = ()
    held: Mapping[str, Held] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A cited document that is held here: enough to give its address."""

    slug: str
    number: str | None
    issued: datetime.date | None


def work_of(document: Document, *, slug: str = "document", opening: tuple[str, ...] = ()) -> Work:
    """The work as its own text says it, where nothing else is known."""
    return Work(
        slug=slug,
        title=document.title,
        number=document.number,
        issuers=document.issuers,
        issued=document.date,
        effective_from=document.effective_from,
        expires=document.expires,
        opening=opening,
    )


def opening_of(text: str, document: Document) -> tuple[str, ...]:
    """The lines before the first clause, but for title, number and addressees, which have places of their own.

    They are taken as they stand. Empty where the first clause is not found in the text as one line begins.
    """
    if not document.clauses:
        return ()
    first = document.clauses[0]
    begins = _bare(first.label + first.text.partition("\n")[0])[:12]
    lines = [line.strip() for line in text.replace("\ufeff", "").splitlines()]
    at = next((n for n, line in enumerate(lines) if begins and _bare(line).startswith(begins)), None)
    if at is None:
        return ()
    known = "".join(_bare(part or "") for part in (document.title, document.number, document.addressees))
    after = next((n + 1 for n, line in enumerate(lines[:at]) if _is_addressees(line, document.addressees)), 0)
    return tuple(line for line in lines[after:at] if line and _bare(line).strip("（）：") not in known)


def _is_addressees(line: str, addressees: str | None) -> bool:
    return addressees is not None and _bare(line).rstrip("：:") == _bare(addressees)


def _bare(text: str) -> str:
    return _SPACE.sub("", text)

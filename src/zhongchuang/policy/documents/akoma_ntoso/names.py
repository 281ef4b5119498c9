"""Addresses of works and ids of elements, by the naming convention of Akoma Ntoso 1.0.

A work is `/akn/cn/act/<date>/<slug>`, its text in Chinese `…/zho@<date>`, this file `….xml`. A clause has the id of its parent
and its own kind and position, `sec_2__para_1`; `wId` carries the number as this platform and its readers know it (`二（一）`).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from urllib.parse import quote

from zhongchuang.policy.documents.akoma_ntoso.work import Work
from zhongchuang.policy.documents.model import Citation, Clause, Document

UNDATED_DAY = "0001-01-01"
"""What the convention writes where a date is required and none is known; the name beside it says that it is none."""
_YEAR = re.compile(r"〔(\d{4})〕")
_KINDS = (
    (re.compile(r"^第.+编"), "book", "book"),
    (re.compile(r"^第.+章"), "chapter", "chp"),
    (re.compile(r"^第.+节"), "section", "sec"),
    (re.compile(r"^第.+条"), "article", "art"),
)
_BY_LEVEL = (
    ("section", "sec"),
    ("paragraph", "para"),
    ("subparagraph", "subpara"),
    ("point", "point"),
    ("indent", "indent"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause stands: the element it becomes and its id."""

    element: str
    e_id: str


class Names:
    """All names of one document."""

    def __init__(self, work: Work, document: Document) -> None:
        self.work = work
        self.document = document
        self.uri = work_uri(work.slug, work.number, work.issued)
        self.expression = f"{self.uri}/zho@{_day(work.number, work.issued)}" + (
            f"/v{work.version}" if work.version > 1 else ""
        )
        self.organisations = tuple(dict.fromkeys((*work.issuers, *_units(document))))
        self.citations = tuple(dict.fromkeys((c.title, c.number, c.relation) for c in document.citations))
        self._first: dict[str, Place] = {}
        self._learn(document.clauses, "")
        for position, annex in enumerate(document.annexes, start=1):
            self._learn(annex.clauses, annex_id(position))

    def _learn(self, clauses: tuple[Clause, ...], before: str) -> None:
        """Where each number stands first: the head refers to clauses before they are written."""
        for clause, place in self.places(clauses, before):
            self._first.setdefault(clause.ref, place)
            self._learn(clause.clauses, place.e_id)

    def organisation(self, name: str) -> str:
        """The id of a unit among the references."""
        return f"org_{self.organisations.index(name) + 1}"

    def citation(self, citation: Citation) -> str:
        """The id of a cited document among the references."""
        return f"ref_{self.citations.index((citation.title, citation.number, citation.relation)) + 1}"

    def cited(self, title: str | None, number: str | None) -> str:
        """The address of a cited work; one not held has its number or title for a name."""
        held = self.work.held.get(number or "") or self.work.held.get(title or "")
        if held is not None:
            return work_uri(held.slug, held.number, held.issued)
        return work_uri(quote(number or title or "unnamed", safe=""), number, None)

    def component(self, position: int | None) -> str:
        """The address of the main text, or of the n-th annex."""
        return "!main" if position is None else f"!annex_{position}"

    def places(self, clauses: tuple[Clause, ...], before: str) -> list[tuple[Clause, Place]]:
        """The clauses of one parent with their elements and ids, by position: printed numbers may be repeated."""
        found: list[tuple[Clause, Place]] = []
        for position, clause in enumerate(clauses, start=1):
            element, short = kind_of(clause)
            own = f"{short}_{position}"
            found.append((clause, Place(element, f"{before}__{own}" if before else own)))
        return found

    def id_of(self, ref: str | None) -> str | None:
        """The id of the first clause with this ref."""
        place = self._first.get(ref or "")
        return None if place is None else place.e_id


def annex_id(position: int) -> str:
    """The id of the n-th annex."""
    return f"att_{position}"


def printed(ref: str) -> dict[str, str]:
    """The number as readers know it, as an attribute; none where it is empty."""
    bare = "".join(ref.split())
    return {"wId": bare} if bare else {}


def work_uri(slug: str, number: str | None, issued: datetime.date | None) -> str:
    """The address of a work; its date, else the year of its number, else that it is undated."""
    return f"/akn/cn/act/{_day(number, issued)}/{slug}"


def kind_of(clause: Clause) -> tuple[str, str]:
    """The element a clause becomes and its short name: by its label, else by its level."""
    for pattern, element, short in _KINDS:
        if pattern.match(clause.label):
            return element, short
    return _BY_LEVEL[min(clause.level, len(_BY_LEVEL)) - 1]


def _day(number: str | None, issued: datetime.date | None) -> str:
    if issued is not None:
        return issued.isoformat()
    year = _YEAR.search(number or "")
    return year[1] if year else "nd"


def _units(document: Document) -> tuple[str, ...]:
    notes = (note for clause in document.walk() for note in clause.units)
    return tuple(name for note in notes for name in (*note.lead, *note.cooperating, *note.joint))

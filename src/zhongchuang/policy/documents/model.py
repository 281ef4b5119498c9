"""What reading a policy document yields: frozen values, written to and read from JSON.

The keys of the JSON are a public contract (``zhongchuang policy read`` prints them). Every class
here has ``to_json`` and ``from_json``; reading back what was written gives an equal value.

Words: *clause* is a numbered part of the text (一、, （一）, 1., 第九条, a row of a task table), *ref* its
address (``二（一）1``), *unit note* the words that say who must act, *annex* what stands under 附件.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from zhongchuang.policy.documents.errors import ModelError

Json = dict[str, Any]


class Relation(StrEnum):
    """How a document speaks of another one."""

    IMPLEMENTS = "implements"
    CITES = "cites"
    REPEALS = "repeals"
    AMENDS = "amends"


class Comparator(StrEnum):
    """How a quantity binds: 不少于/以上, 不超过/以下, 超过, 少于, 左右; EQUAL where the text says the
    number alone.
    """

    AT_LEAST = ">="
    AT_MOST = "<="
    MORE_THAN = ">"
    LESS_THAN = "<"
    ABOUT = "~"
    EQUAL = "="


class WarningCode(StrEnum):
    """Defects of a copy and doubts of the reader. The table in docs/reader.md explains each."""

    DOUBLED_TEXT = "doubled_text"
    BROKEN_SENTENCE = "broken_sentence"
    REPEATED_AT_BREAK = "repeated_at_break"
    PAGE_FURNITURE = "page_furniture"
    SPACES_IN_WORDS = "spaces_in_words"
    MIXED_BRACKETS = "mixed_brackets"
    MISSING_NUMBER = "missing_number"
    REPEATED_NUMBER = "repeated_number"
    MALFORMED_DOC_NUMBER = "malformed_doc_number"
    SECOND_DOC_NUMBER = "second_doc_number"
    REDACTED_CELL = "redacted_cell"
    GARBLED_TEXT = "garbled_text"
    ENCODING = "encoding"
    WRONG_EXTENSION = "wrong_extension"
    NO_TITLE = "no_title"
    NO_DATE = "no_date"
    NO_ISSUER = "no_issuer"
    INVALID_DATE = "invalid_date"
    DATE_FROM_ISSUE = "date_from_issue"
    DATE_FROM_METADATA = "date_from_metadata"
    ISSUERS_FROM_TITLE = "issuers_from_title"
    TITLE_FROM_PAGE = "title_from_page"
    MISSING_ANNEX = "missing_annex"
    LOW_TEXT_PAGE = "low_text_page"


@dataclass(frozen=True, slots=True)
class UnitNote:
    """Who must act, as one note of the text says it.

    ``raw`` is the note as it stands. ``lead`` is filled only where the text itself says who leads;
    otherwise the units are ``joint``. ``open_ended`` keeps the words that leave the list open (等).
    """

    raw: str
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    open_ended: str | None = None

    def to_json(self) -> Json:
        """The note with the keys of the contract."""
        return {
            "raw": self.raw,
            "lead": list(self.lead),
            "cooperating": list(self.cooperating),
            "joint": list(self.joint),
            "open_ended": self.open_ended,
        }

    @classmethod
    def from_json(cls, data: Json) -> UnitNote:
        """Read back what ``to_json`` wrote; raises ``ModelError`` on a missing key."""
        with _reading(cls):
            return cls(
                raw=data["raw"],
                lead=tuple(data["lead"]),
                cooperating=tuple(data["cooperating"]),
                joint=tuple(data["joint"]),
                open_ended=data["open_ended"],
            )


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered part of the text.

    ``label`` is the number as printed (``（一）``), ``ref`` its address. ``text`` holds the clause's own
    words, heading included, label and sub-clauses excluded, paragraphs apart by newlines; ``heading``
    is the beginning of ``text`` where that beginning is a heading, else None. ``level`` counts
    from 1 at the top of the tree.
    """

    ref: str
    label: str
    heading: str | None
    level: int
    text: str
    units: tuple[UnitNote, ...] = ()
    clauses: tuple[Clause, ...] = ()

    def walk(self) -> Iterator[Clause]:
        """This clause and all below it, in the order of the text."""
        yield self
        for clause in self.clauses:
            yield from clause.walk()

    def to_json(self) -> Json:
        """The clause and all below it, with the keys of the contract."""
        return {
            "ref": self.ref,
            "label": self.label,
            "heading": self.heading,
            "level": self.level,
            "text": self.text,
            "units": [unit.to_json() for unit in self.units],
            "clauses": [clause.to_json() for clause in self.clauses],
        }

    @classmethod
    def from_json(cls, data: Json) -> Clause:
        """Read back what ``to_json`` wrote; raises ``ModelError`` on a missing key."""
        with _reading(cls):
            return cls(
                ref=data["ref"],
                label=data["label"],
                heading=data["heading"],
                level=data["level"],
                text=data["text"],
                units=tuple(UnitNote.from_json(unit) for unit in data["units"]),
                clauses=tuple(Clause.from_json(clause) for clause in data["clauses"]),
            )


@dataclass(frozen=True, slots=True)
class Citation:
    """Another document named by this one; ``ref`` is the clause (or annex) that names it, None outside both."""

    title: str | None
    number: str | None
    relation: Relation
    ref: str | None

    def to_json(self) -> Json:
        """The citation with the keys of the contract."""
        return {"title": self.title, "number": self.number, "relation": self.relation.value, "ref": self.ref}

    @classmethod
    def from_json(cls, data: Json) -> Citation:
        """Read back what ``to_json`` wrote; raises ``ModelError`` on a missing key."""
        with _reading(cls):
            return cls(data["title"], data["number"], Relation(data["relation"]), data["ref"])


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number the text sets, with its unit.

    ``value`` is counted in ``unit`` with 万 and 亿 multiplied out: 300万元 is 3000000 元, money is always
    in 元, 70% is 70 %. ``deadline`` is the last day of the time the text names (到2020年 is 2020-12-31).
    """

    ref: str
    quote: str
    value: Decimal
    unit: str
    comparator: Comparator
    deadline: datetime.date | None

    def to_json(self) -> Json:
        """The quantity with the keys of the contract; a whole value is an integer, another a float."""
        whole = self.value == self.value.to_integral_value()
        return {
            "ref": self.ref,
            "quote": self.quote,
            "value": int(self.value) if whole else float(self.value),
            "unit": self.unit,
            "comparator": self.comparator.value,
            "deadline": _date_out(self.deadline),
        }

    @classmethod
    def from_json(cls, data: Json) -> Quantity:
        """Read back what ``to_json`` wrote; raises ``ModelError`` on a missing key."""
        with _reading(cls):
            return cls(
                ref=data["ref"],
                quote=data["quote"],
                value=Decimal(str(data["value"])),
                unit=data["unit"],
                comparator=Comparator(data["comparator"]),
                deadline=_date_in(data["deadline"]),
            )


@dataclass(frozen=True, slots=True)
class Annex:
    """What stands under 附件 or 附件N: clauses, and tables as rows of cells (spans filled out)."""

    ref: str
    title: str | None
    clauses: tuple[Clause, ...] = ()
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()

    def to_json(self) -> Json:
        """The annex with the keys of the contract."""
        return {
            "ref": self.ref,
            "title": self.title,
            "clauses": [clause.to_json() for clause in self.clauses],
            "tables": [[list(row) for row in table] for table in self.tables],
        }

    @classmethod
    def from_json(cls, data: Json) -> Annex:
        """Read back what ``to_json`` wrote; raises ``ModelError`` on a missing key."""
        with _reading(cls):
            return cls(
                ref=data["ref"],
                title=data["title"],
                clauses=tuple(Clause.from_json(clause) for clause in data["clauses"]),
                tables=tuple(tuple(tuple(row) for row in table) for table in data["tables"]),
            )


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """A defect met while reading; ``ref`` is the clause it was met in, None where it is the whole copy."""

    code: WarningCode
    ref: str | None
    message: str

    def to_json(self) -> Json:
        """The warning with the keys of the contract."""
        return {"code": self.code.value, "ref": self.ref, "message": self.message}

    @classmethod
    def from_json(cls, data: Json) -> ReadWarning:
        """Read back what ``to_json`` wrote; raises ``ModelError`` on a missing key."""
        with _reading(cls):
            return cls(WarningCode(data["code"]), data["ref"], data["message"])


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document as its text says it; what the text does not say is None or empty.

    ``date`` is the 成文日期. ``number`` is the 发文字号 written with 〔〕. ``effective_from`` and
    ``expires`` are the first and the last day of force, both inclusive.
    """

    title: str | None
    number: str | None
    issuers: tuple[str, ...]
    date: datetime.date | None
    addressees: str | None
    genre: str | None
    effective_from: datetime.date | None
    expires: datetime.date | None
    clauses: tuple[Clause, ...]
    citations: tuple[Citation, ...]
    quantities: tuple[Quantity, ...]
    annexes: tuple[Annex, ...]
    warnings: tuple[ReadWarning, ...]

    def walk(self) -> Iterator[Clause]:
        """All clauses of body and annexes, in the order of the text."""
        for clause in self.clauses:
            yield from clause.walk()
        for annex in self.annexes:
            for clause in annex.clauses:
                yield from clause.walk()

    def clause(self, ref: str) -> Clause | None:
        """The first clause with this ref, or None."""
        return next((clause for clause in self.walk() if clause.ref == ref), None)

    def to_json(self) -> Json:
        """The document with the keys of the contract."""
        return {
            "title": self.title,
            "number": self.number,
            "issuers": list(self.issuers),
            "date": _date_out(self.date),
            "addressees": self.addressees,
            "genre": self.genre,
            "effective_from": _date_out(self.effective_from),
            "expires": _date_out(self.expires),
            "clauses": [clause.to_json() for clause in self.clauses],
            "citations": [citation.to_json() for citation in self.citations],
            "quantities": [quantity.to_json() for quantity in self.quantities],
            "annexes": [annex.to_json() for annex in self.annexes],
            "warnings": [warning.to_json() for warning in self.warnings],
        }

    @classmethod
    def from_json(cls, data: Json) -> Document:
        """Read back what ``to_json`` wrote; raises ``ModelError`` on a missing key."""
        with _reading(cls):
            return cls(
                title=data["title"],
                number=data["number"],
                issuers=tuple(data["issuers"]),
                date=_date_in(data["date"]),
                addressees=data["addressees"],
                genre=data["genre"],
                effective_from=_date_in(data["effective_from"]),
                expires=_date_in(data["expires"]),
                clauses=tuple(Clause.from_json(clause) for clause in data["clauses"]),
                citations=tuple(Citation.from_json(citation) for citation in data["citations"]),
                quantities=tuple(Quantity.from_json(quantity) for quantity in data["quantities"]),
                annexes=tuple(Annex.from_json(annex) for annex in data["annexes"]),
                warnings=tuple(ReadWarning.from_json(warning) for warning in data["warnings"]),
            )


def _date_out(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _date_in(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@contextmanager
def _reading(kind: type) -> Iterator[None]:
    """Turns the many ways foreign JSON can be wrong into one ModelError that names the class."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise ModelError(kind.__name__, str(error)) from error

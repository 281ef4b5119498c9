"""The steps by which a reading is put right, as values: what officers choose, what pack files hold (`mended:`).

Every mend names its clause by the ref that holds when its turn comes; `nth` tells apart clauses that a copy numbers alike.
`mending` applies them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from zhongchuang.policy.documents.errors import DocumentError
from zhongchuang.policy.documents.model import Relation, UnitNote


class MendError(DocumentError):
    """A mend that does not fit the reading it is put to."""

    code = "mend"


class HeadField(StrEnum):
    """The particulars of a document that can be set right."""

    TITLE = "title"
    NUMBER = "number"
    ISSUERS = "issuers"
    DATE = "date"
    EFFECTIVE_FROM = "effective_from"
    EXPIRES = "expires"
    ADDRESSEES = "addressees"


@dataclass(frozen=True, slots=True)
class SetHeading:
    """The heading of a clause: the first words of its text, or None where it has none."""

    op: ClassVar[str] = "heading"
    ref: str
    heading: str | None
    nth: int = 1


@dataclass(frozen=True, slots=True)
class SetLabel:
    """The number of a clause (一、, （二）, 3., 第九条) where the copy or the reader has another."""

    op: ClassVar[str] = "label"
    ref: str
    label: str
    nth: int = 1


@dataclass(frozen=True, slots=True)
class SetLevel:
    """How deep a clause stands; what stands below it moves with it."""

    op: ClassVar[str] = "level"
    ref: str
    level: int
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Join:
    """A clause that is none: its number and words go on the clause before it, as a paragraph of their own if `apart`."""

    op: ClassVar[str] = "join"
    ref: str
    apart: bool = False
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Split:
    """Two clauses run together: from the words `at` on begins another, with this number, `level` deep (None: beside it)."""

    op: ClassVar[str] = "split"
    ref: str
    at: str
    label: str
    level: int | None = None
    nth: int = 1


@dataclass(frozen=True, slots=True)
class SetUnits:
    """Who is named by a clause; `raw` of every note stands in the clause."""

    op: ClassVar[str] = "units"
    ref: str
    units: tuple[UnitNote, ...]
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Cited:
    """A document cited, by title or number as they stand in the text."""

    title: str | None
    number: str | None
    relation: Relation


@dataclass(frozen=True, slots=True)
class SetCitations:
    """The documents a clause cites; None for the words outside clauses."""

    op: ClassVar[str] = "citations"
    ref: str | None
    citations: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """Words of the sheet or the web page that are no words of the clause (a page number, a menu)."""

    op: ClassVar[str] = "drop"
    ref: str
    words: str
    nth: int = 1


@dataclass(frozen=True, slots=True)
class SetHead:
    """A particular of the document. `source` is `text` where the text says it, else where it is known from."""

    op: ClassVar[str] = "head"
    field: HeadField
    value: str | tuple[str, ...] | None
    source: str = "text"


Mend = SetHeading | SetLabel | SetLevel | Join | Split | SetUnits | SetCitations | Drop | SetHead
_KINDS: tuple[type[Mend], ...] = (
    SetHeading,
    SetLabel,
    SetLevel,
    Join,
    Split,
    SetUnits,
    SetCitations,
    Drop,
    SetHead,
)


def mend_to_json(step: Mend) -> dict[str, Any]:
    """A mend as plain values: `op`, and its fields where they are not the usual ones."""
    data: dict[str, Any] = {"op": step.op}
    match step:
        case SetUnits():
            data |= {"ref": step.ref, "units": [unit.to_json() for unit in step.units]}
        case SetCitations():
            rows = [
                {"title": c.title, "number": c.number, "relation": c.relation.value} for c in step.citations
            ]
            data |= {"ref": step.ref, "citations": rows}
        case SetHead():
            value = list(step.value) if isinstance(step.value, tuple) else step.value
            data |= {"field": step.field.value, "value": value, "source": step.source}
        case Split():
            data |= {"ref": step.ref, "at": step.at, "label": step.label}
            data |= {} if step.level is None else {"level": step.level}
        case SetHeading():
            data |= {"ref": step.ref, "heading": step.heading}
        case SetLabel():
            data |= {"ref": step.ref, "label": step.label}
        case SetLevel():
            data |= {"ref": step.ref, "level": step.level}
        case Join():
            data |= {"ref": step.ref} | ({"apart": True} if step.apart else {})
        case Drop():
            data |= {"ref": step.ref, "words": step.words}
    nth = getattr(step, "nth", 1)
    return data | ({"nth": nth} if nth != 1 else {})


def mend_from_json(data: Mapping[str, Any]) -> Mend:
    """Read back what `mend_to_json` wrote, or what a pack file says. Raises MendError for anything else."""
    kind = next((kind for kind in _KINDS if kind.op == data.get("op")), None)
    if kind is None:
        known = " ".join(kind.op for kind in _KINDS)
        raise MendError(f"没有“{data.get('op')}”这种订正，可用：{known}。", f"Mends are: {known}.")
    try:
        return _read(kind, data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MendError(
            f"订正“{kind.op}”写得不全或有误（{error}）。",
            f"The mend “{kind.op}” is incomplete or wrong ({error}).",
        ) from None


def _read(kind: type[Mend], data: Mapping[str, Any]) -> Mend:
    known = set(kind.__dataclass_fields__)
    if extra := set(data) - known - {"op"}:
        raise ValueError(", ".join(sorted(extra)))
    fields: dict[str, Any] = {name: data[name] for name in data if name != "op"}
    for name in ("nth", "level"):
        if fields.get(name) is not None:
            fields[name] = int(fields[name])
    if "apart" in fields:
        fields["apart"] = fields["apart"] in (True, "true")
    if "units" in fields:
        fields["units"] = tuple(_unit(unit) for unit in fields["units"])
    if "citations" in fields:
        fields["citations"] = tuple(
            Cited(row.get("title"), row.get("number"), Relation(row["relation"]))
            for row in fields["citations"]
        )
    if kind is SetHead:
        fields["field"] = HeadField(fields["field"])
        if isinstance(fields["value"], list):
            fields["value"] = tuple(str(item) for item in fields["value"])
    for name in ("ref", "label", "at", "words"):
        if name in fields and not (name == "ref" and kind is SetCitations and fields[name] is None):
            fields[name] = _words(fields[name])
    return kind(**fields)


def _words(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(repr(value))
    return value


def _unit(data: Mapping[str, Any]) -> UnitNote:
    return UnitNote(
        raw=_words(data["raw"]),
        lead=tuple(data.get("lead") or ()),
        cooperating=tuple(data.get("cooperating") or ()),
        joint=tuple(data.get("joint") or ()),
        open_ended=data.get("open_ended") or None,
    )

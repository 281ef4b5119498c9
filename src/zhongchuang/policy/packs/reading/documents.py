"""`documents/<id>.yaml` with its text beside it, and `basis.yaml`: the texts a pack rests on."""

from __future__ import annotations

from datetime import date

import yaml

from zhongchuang.policy.documents.mending import Mend, MendError, mend_from_json
from zhongchuang.policy.documents.settling import Settled
from zhongchuang.policy.packs.reading.clauses import clause_ref
from zhongchuang.policy.packs.reading.nodes import Spot, Table
from zhongchuang.policy.packs.reading.versioning import read_version, without_version
from zhongchuang.policy.packs.schema import (
    BasisDocument,
    ClauseClass,
    DocumentState,
    Ended,
    PackDocument,
    Rank,
    Text,
)

_REQUIRED = ("id", "rank", "state", "title", "classes", "expected")
_OPTIONAL = (
    "state_note",
    "effective_from",
    "expires",
    "number",
    "issuers",
    "issued",
    "issued_source",
    "issued_unconfirmed",
    "title_source",
    "version",
    "mended",
    "settled",
    "ended",
)
_EXPECTED = (
    "title",
    "number",
    "issuers",
    "date",
    "addressees",
    "level1",
    "refs",
    "unit_notes",
    "citations",
    "effective_from",
    "expires",
    "genre",
)
_NO_NOTE = Text("", "")


def read_document_entry(spot: Spot, place: str, text: str) -> PackDocument:
    """One document: `text` is the file beside it, `place` that of its pack."""
    table = spot.table(_REQUIRED, _OPTIONAL)
    issued_source = table.optional_text("issued_source")
    if table.get("issued") is not None and issued_source is None:
        spot.error(
            "写了成文日期 issued，就要写它的来源 issued_source（文中写明的写 text）。",
            "A document with `issued` needs `issued_source` (`text` where the text itself says it).",
        )
    return PackDocument(
        id=table.text("id"),
        place=place,
        text=text,
        title=table.text("title"),
        number=table.optional_text("number"),
        issuers=table.texts("issuers"),
        issued=table.date("issued"),
        issued_source=issued_source,
        issued_unconfirmed=table.boolean("issued_unconfirmed"),
        rank=table.word("rank", Rank, Rank.NORMATIVE),
        state=table.word("state", DocumentState, DocumentState.UNKNOWN),
        state_note=table.optional_both("state_note") or _NO_NOTE,
        effective_from=table.date("effective_from"),
        expires=table.date("expires"),
        expected=_expected(table),
        classes=_classes(table),
        title_source=table.optional_text("title_source"),
        mends=_mends(table),
        settled=_settled(table),
        ended=_ended(table),
        version=read_version(table),
        content={"text": text, "entry": without_version(spot)},
        written_at=spot.where,
    )


def _mends(table: Table) -> tuple[Mend, ...]:
    """How the reading was put right, in its order."""
    found: list[Mend] = []
    for item in table.items("mended"):
        try:
            found.append(mend_from_json(_plain_table(item)))
        except MendError as error:
            item.error(error.zh, error.en)
    return tuple(found)


def _plain_table(spot: Spot) -> dict[str, object]:
    plain = spot.plain()
    return plain if isinstance(plain, dict) else {}


def _settled(table: Table) -> tuple[Settled, ...]:
    rows = (item.table(("code", "message", "note"), ("ref",)) for item in table.items("settled"))
    return tuple(
        Settled(row.text("code"), row.optional_text("ref"), row.text("message"), row.text("note"))
        for row in rows
    )


def _ended(table: Table) -> Ended | None:
    child = table.get("ended")
    if child is None:
        return None
    row = child.table(("on",), ("by", "clause", "quote", "source"))
    clause = row.get("clause")
    if row.get("quote") is None and row.get("source") is None:
        child.error(
            "写明依据：quote（废止它的原话）或 source（出处）。",
            "Say what ended it: `quote` (the words) or `source`.",
        )
    return Ended(
        on=row.date("on"),
        by=row.optional_text("by"),
        clause=None if clause is None else clause_ref(clause),
        quote=row.optional_text("quote"),
        source=row.optional_text("source"),
    )


def _classes(table: Table) -> dict[str, tuple[ClauseClass, ...]]:
    child = table.get("classes")
    if child is None:
        return {}
    return {
        ref: tuple(item.word(ClauseClass, ClauseClass.PRINCIPLE) for item in value.items())
        for ref, value in child.table(optional=None).pairs()
    }


def _expected(table: Table) -> dict[str, object]:
    """The scored fields as plain values; dates stay ISO text, so that they compare with the reader's
    JSON.
    """
    child = table.get("expected")
    if child is None:
        return {}
    fields = child.table(optional=_EXPECTED)
    return {name: _plain(value) for name, value in fields.pairs()}


def _plain(spot: Spot) -> object:
    """A value as JSON would hold it."""
    node = spot.node
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in spot.items()]
    if isinstance(node, yaml.MappingNode):
        return {key: _plain(value) for key, value in spot.table(optional=None).pairs()}
    if spot.is_null:
        return None
    if spot.is_plain and spot.raw().isascii() and spot.raw().isdigit():
        return int(spot.raw())
    return spot.raw()


def read_basis(spot: Spot) -> BasisDocument:
    """A text that gives numbers or force but is not held here."""
    table = spot.table(("id", "title", "rank", "source"), ("number", "issued", "unconfirmed"))
    issued: date | None = table.date("issued")
    return BasisDocument(
        id=table.text("id"),
        title=table.text("title"),
        number=table.optional_text("number"),
        issued=issued,
        rank=table.word("rank", Rank, Rank.RULES),
        source=table.text("source"),
        unconfirmed=table.boolean("unconfirmed"),
        written_at=spot.where,
    )

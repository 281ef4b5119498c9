"""`documents/<id>.yaml` of a draft: what is stated of its text, with the source of each statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from zhongchuang.policy.documents.mending import mend_to_json
from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.drafting.content import DocumentEnd, DraftContent, EndKind, Entry, Head
from zhongchuang.policy.drafting.entries import normal
from zhongchuang.policy.packs.terms import DocumentState


def document_entry(content: DraftContent, reading: Document) -> Entry:
    """The whole entry; `reading` is mended and settled. `version` is written by `rendering`."""
    own_end = next((end for end in content.ends if end.document == content.head.id), None)
    head = content.head if own_end is None else ended(content.head, own_end)
    entry: dict[str, Any] = {
        "id": head.id,
        "rank": head.rank.value,
        "state": head.state.value,
        "state_note": None
        if head.state_note is None
        else {"zh": head.state_note[0], "en": head.state_note[1]},
        "effective_from": _day(head.effective_from),
        "expires": _day(head.expires),
        "title": head.title,
        "title_source": head.title_source,
        "number": head.number,
        "issuers": list(head.issuers),
        "issued": _day(head.issued),
        "issued_source": head.issued_source if head.issued is not None else None,
        "issued_unconfirmed": head.issued_unconfirmed or None,
        "mended": [mend_to_json(step) for step in content.mends] or None,
        "settled": [row.to_json() for row in content.settled] or None,
        "ended": None if own_end is None else end_entry(own_end, content.head.id),
        "expected": _expected(reading),
        "classes": {
            clause.ref: [word.value for word in content.classes[clause.ref]]
            for clause in reading.walk()
            if content.classes.get(clause.ref)
        },
    }
    kept = ("effective_from", "expires", "number", "issued", "expected", "classes")
    plain = {key: value for key, value in entry.items() if value is not None or key in kept}
    found = normal(plain)
    assert isinstance(found, dict)
    return found


def ended(head: Head, end: DocumentEnd) -> Head:
    """The particulars of a document that ends: its last day, its state, and a sentence that says so."""
    return replace(head, state=state_of(end), expires=last_day(end), state_note=note_of(end))


def state_of(end: DocumentEnd) -> DocumentState:
    """The state a document has once it has ended."""
    return DocumentState.REPEALED if end.kind is EndKind.REPEALED else DocumentState.LAPSED


def last_day(end: DocumentEnd) -> Any:
    """The last day of force: the day before it is no longer in force."""
    return end.on - timedelta(days=1)


def note_of(end: DocumentEnd) -> tuple[str, str]:
    """The sentence for people."""
    day = f"{end.on.year}年{end.on.month}月{end.on.day}日"
    word, english = ("废止", "repealed") if end.kind is EndKind.REPEALED else ("失效", "without effect")
    said = f"依据“{end.quote}”" if end.quote else f"依据：{end.source}"
    return f"自{day}起{word}。{said}。", f"{english.capitalize()} from {end.on.isoformat()} on."


def end_entry(end: DocumentEnd, document: str) -> Mapping[str, Any]:
    """`ended:` of the document that ends; `document` is the one whose words end it."""
    found = {
        "on": end.on.isoformat(),
        "by": end.by,
        "clause": f"{document}#{end.clause}" if end.clause else None,
        "quote": end.quote,
        "source": end.source,
    }
    return {key: value for key, value in found.items() if value}


def _expected(reading: Document) -> Mapping[str, Any]:
    """What the reader is to find in the text from now on, once the mends are applied."""
    clauses = list(reading.walk())
    return {
        "title": reading.title,
        "number": reading.number,
        "issuers": list(reading.issuers),
        "date": _day(reading.date),
        "level1": [clause.heading for clause in reading.clauses if clause.level == 1],
        "refs": len({clause.ref for clause in clauses}),
        "unit_notes": sum(len(clause.units) for clause in clauses),
        "citations": [
            {"title": c.title, "number": c.number, "relation": c.relation.value} for c in reading.citations
        ],
    }


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()

"""A draft tried out in memory: the rule book with it as far as it can be read, and what that changes for the examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.drafting.content import DraftContent, EntryKind
from zhongchuang.policy.drafting.sketching import Sketch, sketch
from zhongchuang.policy.drafting.trying import ChangedVerdict, effect_on_examples
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.selectors.desk import Workbench


def sketched(
    bench: Workbench, book: RuleBook, entry: Mapping[str, Any] | None = None, *, name: str | None = None
) -> Sketch:
    """The rule book with the draft in it; `entry` is a measure as it is being typed, in place of the one called `name`."""
    content = bench.content
    if entry is not None:
        content = content.with_entry(EntryKind.MEASURE, entry, name=name)
    return sketch(book, content, bench.draft.text, Document.from_json(bench.draft.reading))


def sketched_effect(book: RuleBook, drawn: Sketch, content: DraftContent) -> tuple[ChangedVerdict, ...]:
    """Every verdict and amount that the subjects of all examples of all packs would be told otherwise.

    A measure speaks to its place and what lies in it, so only the examples from there are worked out; the others stay.
    """
    ended = {end.document for end in content.ends}
    places = {
        content.head.place,
        *(pack.place for pack in book.packs.values() if ended & set(pack.documents)),
    }
    found = effect_on_examples(book, _within(drawn.book, places))
    # Where nobody could ask before, what has always been in force is no change.
    return tuple(row for row in found if row.before is not None or book.measure(row.measure) is None)


def _within(book: RuleBook, places: set[str]) -> RuleBook:
    """The rule book with the examples whose subjects are reached by the law of one of the places."""
    packs = {
        name: replace(pack, examples=tuple(e for e in pack.examples if places & set(book.chain(e.place))))
        for name, pack in book.packs.items()
    }
    return replace(book, packs=packs)

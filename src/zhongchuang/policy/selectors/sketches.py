"""A draft tried out in memory: the rule book with it as far as it can be read, and what that changes for the examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.drafting.content import DraftContent, EntryKind
from zhongchuang.policy.drafting.sketching import Sketch, sketch
from zhongchuang.policy.drafting.trying import ChangedVerdict, effect_on_examples
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.selectors.desk import RenderConflict, Workbench, book_after


def sketched(
    bench: Workbench, book: RuleBook, entry: Mapping[str, Any] | None = None, *, name: str | None = None
) -> Sketch:
    """The rule book with the draft in it; `entry` is a measure as it is being typed, in place of the one called `name`."""
    content = bench.content
    if entry is not None:
        content = content.with_entry(EntryKind.MEASURE, entry, name=name)
    return sketch(book, content, bench.draft.text, Document.from_json(bench.draft.reading))


def trial_book(drawn: Sketch, book: RuleBook) -> RuleBook:
    """The rule book to try a measure of the draft in.

    Where the draft adds facts, only its own measures know them: the others are left out, as nothing can be asked of both.
    """
    if drawn.book.vocabulary is book.vocabulary:
        return drawn.book
    own = drawn.book.packs[drawn.pack]
    alone = replace(own, measures=tuple(drawn.measures.values()))
    others = {name: replace(pack, measures=()) for name, pack in drawn.book.packs.items()}
    return replace(drawn.book, packs={**others, drawn.pack: alone})


def draft_effect(bench: Workbench, book: RuleBook) -> tuple[RuleBook, tuple[ChangedVerdict, ...]]:
    """The rule book with the draft in it, and every verdict and amount it would change; whole where it can be written whole."""
    drawn = sketched(bench, book)
    if drawn.book.vocabulary is not book.vocabulary:
        try:
            after = book_after(bench, book)
        except (PackError, RenderConflict):  # unfinished: as far as the draft alone shows
            return drawn.book, sketched_effect(book, drawn, bench.content)
        return after, _effect(book, after, bench.content)
    return drawn.book, sketched_effect(book, drawn, bench.content)


def sketched_effect(book: RuleBook, drawn: Sketch, content: DraftContent) -> tuple[ChangedVerdict, ...]:
    """Every verdict and amount that the subjects of all examples of all packs would be told otherwise."""
    after = trial_book(drawn, book)
    found = _effect(book, after, content)
    if after is drawn.book:
        return found
    own = {measure.id for measure in drawn.measures.values()}
    return tuple(row for row in found if row.measure in own)


def _effect(before: RuleBook, after: RuleBook, content: DraftContent) -> tuple[ChangedVerdict, ...]:
    """A measure speaks to its place and what lies in it, so only the examples from there are worked out; the others stay."""
    ended = {end.document for end in content.ends}
    places = {
        content.head.place,
        *(pack.place for pack in before.packs.values() if ended & set(pack.documents)),
    }
    found = effect_on_examples(before, _within(after, places))
    # Where nobody could ask before, what has always been in force is no change.
    return tuple(row for row in found if row.before is not None or before.measure(row.measure) is None)


def _within(book: RuleBook, places: set[str]) -> RuleBook:
    """The rule book with the examples whose subjects are reached by the law of one of the places."""
    packs = {
        name: replace(pack, examples=tuple(e for e in pack.examples if places & set(book.chain(e.place))))
        for name, pack in book.packs.items()
    }
    return replace(book, packs=packs)

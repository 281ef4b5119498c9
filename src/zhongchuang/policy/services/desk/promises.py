"""What the clauses do: their classes, and the measures, examples, duties, targets and the rest that stand for them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Wording
from zhongchuang.policy.documents.settling import put_right
from zhongchuang.policy.drafting.content import DraftContent, Entry, EntryKind
from zhongchuang.policy.drafting.entries import normal
from zhongchuang.policy.drafting.naming import free_name, latin, local_ids
from zhongchuang.policy.drafting.proposing import Proposal, proposals
from zhongchuang.policy.errors import DraftInvalid
from zhongchuang.policy.models import Draft
from zhongchuang.policy.packs.schema import ClauseClass, Duty, Measure, RuleBook, Target
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.services.desk.steps import Step, reading_of, step_make

LARGEST_ENTRY = 100_000
LONGEST_ID = 40
_NAMES = {
    EntryKind.MEASURE: "措施",
    EntryKind.DUTY: "职责",
    EntryKind.TARGET: "目标",
    EntryKind.EXAMPLE: "实例",
    EntryKind.LINEAGE: "沿袭",
    EntryKind.FIELDS: "重点领域",
    EntryKind.BASIS: "依据文件",
    EntryKind.FACT: "事实",
}
_OF_A_DOCUMENT = (EntryKind.MEASURE, EntryKind.DUTY, EntryKind.TARGET, EntryKind.LINEAGE, EntryKind.FIELDS)


def clause_class(
    *,
    actor: Actor,
    draft: Draft,
    classes: Mapping[str, Sequence[ClauseClass]],
    expected_version: int,
    key: str | None = None,
) -> Draft:
    """Say what clauses do, of one or of many at once; an empty list takes a clause's classes away.

    Raises DraftInvalid (field `classes`) for a clause that is not there; NotFound, NotAllowed, StaleVersion, KeyReused.
    """

    def change(content: DraftContent, locked: Draft) -> Step:
        refs = {
            clause.ref
            for clause in put_right(reading_of(locked), content.mends, content.settled, locked.text).walk()
        }
        unknown = [ref for ref in classes if ref not in refs]
        if unknown:
            raise DraftInvalid(
                {"classes": Wording(f"没有条款“{unknown[0]}”。", f"There is no clause “{unknown[0]}”.")}
            )
        new = {**content.classes, **{ref: tuple(dict.fromkeys(words)) for ref, words in classes.items()}}
        kept = {ref: words for ref, words in new.items() if words}
        label = f"给 {next(iter(classes))} 归类" if len(classes) == 1 else f"给 {len(classes)} 条条款归类"
        return Step(replace(content, classes=kept), label)

    return step_make(
        actor=actor,
        verb="policy.clause_class",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"classes": {ref: [word.value for word in words] for ref, words in classes.items()}},
        change=change,
    )


def entry_save(
    *,
    actor: Actor,
    draft: Draft,
    kind: EntryKind,
    entry: Mapping[str, Any],
    name: str | None = None,
    expected_version: int,
    key: str | None = None,
) -> Draft:
    """Keep an entry, right or not yet: `name` is the one it takes the place of, None adds it.

    An entry without a name gets one. What is wrong with it is told by `check_draft`, and stops it from being submitted.
    Raises DraftInvalid (field `entry`, or the key that names it); NotFound, NotAllowed, StaleVersion, KeyReused.
    """
    plain = normal(entry)
    if not isinstance(plain, dict) or len(json.dumps(plain, ensure_ascii=False)) > LARGEST_ENTRY:
        raise DraftInvalid(
            {"entry": Wording("内容过大或形式不对。", "The content is too large or malformed.")}
        )

    def change(content: DraftContent, _locked: Draft) -> Step:
        book = current_rulebook()
        row = _completed(plain, kind, content, book)
        new = str(row[kind.key])
        if name is not None and content.entry(kind, name) is None:
            raise DraftInvalid({"entry": Wording("要修改的条目已经不在。", "The entry to change is gone.")})
        if new != name and new in _taken(kind, content, book):
            raise DraftInvalid({kind.key: Wording(f"“{new}”已经用过。", f"“{new}” is taken.")})
        changed = content.with_entry(kind, row, name=name) if name else content.with_entry(kind, row)
        if kind is EntryKind.MEASURE and name is not None and name != new:
            changed = _renamed_in_examples(changed, name, new)
        return Step(changed, f"{'修改' if name else '增加'}{_NAMES[kind]}“{_title(row, kind)}”")

    return step_make(
        actor=actor,
        verb="policy.entry_save",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"kind": kind.value, "entry": plain, "name": name},
        change=change,
    )


def entry_remove(
    *,
    actor: Actor,
    draft: Draft,
    kind: EntryKind,
    name: str,
    expected_version: int,
    key: str | None = None,
) -> Draft:
    """Take an entry out. Raises DraftInvalid (field `entry`) where it is not there; NotFound, NotAllowed, StaleVersion."""

    def change(content: DraftContent, _locked: Draft) -> Step:
        row = content.entry(kind, name)
        if row is None:
            raise DraftInvalid({"entry": Wording("要删除的条目已经不在。", "The entry to remove is gone.")})
        return Step(content.without_entry(kind, name), f"删除{_NAMES[kind]}“{_title(row, kind)}”")

    return step_make(
        actor=actor,
        verb="policy.entry_remove",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"kind": kind.value, "name": name},
        change=change,
    )


def measure_save(
    *,
    actor: Actor,
    draft: Draft,
    entry: Mapping[str, Any],
    name: str | None = None,
    expected_version: int,
    key: str | None = None,
) -> Draft:
    """Keep a measure (`MeasureForm.entry()`), right or not yet. Raises as `entry_save`."""
    return entry_save(
        actor=actor,
        draft=draft,
        kind=EntryKind.MEASURE,
        entry=entry,
        name=name,
        expected_version=expected_version,
        key=key,
    )


def measure_remove(
    *, actor: Actor, draft: Draft, name: str, expected_version: int, key: str | None = None
) -> Draft:
    """Take a measure out. Raises as `entry_remove`."""
    return entry_remove(
        actor=actor,
        draft=draft,
        kind=EntryKind.MEASURE,
        name=name,
        expected_version=expected_version,
        key=key,
    )


def example_save(
    *,
    actor: Actor,
    draft: Draft,
    entry: Mapping[str, Any],
    name: str | None = None,
    expected_version: int,
    key: str | None = None,
) -> Draft:
    """Keep an example: a sentence (its `name`), place, kind, day, facts (money in 元), expectations. Raises as `entry_save`."""
    return entry_save(
        actor=actor,
        draft=draft,
        kind=EntryKind.EXAMPLE,
        entry=entry,
        name=name,
        expected_version=expected_version,
        key=key,
    )


def proposal_accept(
    *,
    actor: Actor,
    draft: Draft,
    proposal: str,
    entry: Mapping[str, Any] | None = None,
    expected_version: int,
    key: str | None = None,
) -> Draft:
    """Take a duty or target found in the text, as proposed or as changed in `entry`; its clause is classed so.

    Raises DraftInvalid (field `proposal`); NotFound, NotAllowed, StaleVersion, KeyReused.
    """

    def change(content: DraftContent, locked: Draft) -> Step:
        found = _proposal(content, locked, proposal)
        book = current_rulebook()
        row = _completed(normal(entry if entry is not None else found.entry), found.kind, content, book)
        row[found.kind.key] = free_name(str(row[found.kind.key]), _taken(found.kind, content, book))
        changed = content.with_entry(found.kind, row)
        words = tuple(dict.fromkeys((*changed.classes.get(found.ref, ()), found.clause_class)))
        changed = replace(
            changed,
            classes={**changed.classes, found.ref: words},
            decided={**changed.decided, proposal: "accepted"},
        )
        return Step(changed, f"采纳{_NAMES[found.kind]}“{_title(row, found.kind)}”")

    return step_make(
        actor=actor,
        verb="policy.proposal_accept",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"proposal": proposal, "entry": None if entry is None else normal(entry)},
        change=change,
    )


def proposal_decline(
    *, actor: Actor, draft: Draft, proposal: str, expected_version: int, key: str | None = None
) -> Draft:
    """Say that a proposed duty or target is none. Raises as `proposal_accept`."""

    def change(content: DraftContent, locked: Draft) -> Step:
        found = _proposal(content, locked, proposal)
        decided = {**content.decided, proposal: "declined"}
        return Step(replace(content, decided=decided), f"不采纳 {found.ref} 的{_NAMES[found.kind]}建议")

    return step_make(
        actor=actor,
        verb="policy.proposal_decline",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"proposal": proposal},
        change=change,
    )


def _proposal(content: DraftContent, draft: Draft, key: str) -> Proposal:
    reading = put_right(reading_of(draft), content.mends, content.settled, draft.text)
    found = next((row for row in proposals(reading, content.head.id) if row.key == key), None)
    if found is None or content.decided.get(key) == "accepted":
        raise DraftInvalid(
            {
                "proposal": Wording(
                    "没有这条建议，或者已经采纳。", "There is no such proposal, or it was accepted."
                )
            }
        )
    return found


def _completed(plain: Entry, kind: EntryKind, content: DraftContent, book: RuleBook) -> dict[str, Any]:
    """The entry with its document and a name."""
    row = dict(plain)
    if kind in _OF_A_DOCUMENT:
        row = {**row, "document": content.head.id}
    if not row.get(kind.key):
        row = {kind.key: free_name(_name_for(row, kind), _taken(kind, content, book)), **row}
    return row


def _name_for(row: Entry, kind: EntryKind) -> str:
    title = row.get("title")
    words = title if isinstance(title, dict) else {}
    english = str(words.get("en") or "").lower()
    name = "-".join(part for part in latin(english).split("-") if part) if english.isascii() else ""
    return (name or latin(str(words.get("zh") or "")) or kind.name.lower())[:LONGEST_ID].strip("-")


def _taken(kind: EntryKind, content: DraftContent, book: RuleBook) -> set[str]:
    """The names used already: in the draft, and by other documents of the pack."""
    used = {str(row.get(kind.key)) for row in content.of(kind)}
    if kind is EntryKind.FACT:
        return used | set(book.vocabulary)
    if kind is EntryKind.BASIS:
        return used | {name for other in book.packs.values() for name in other.basis}
    pack = book.packs.get(content.head.pack)
    if pack is None:
        return used
    promised: dict[EntryKind, Sequence[Measure | Duty | Target]] = {
        EntryKind.MEASURE: pack.measures,
        EntryKind.DUTY: pack.duties,
        EntryKind.TARGET: pack.targets,
    }
    others = (row.id for row in promised.get(kind, ()) if row.clause.document != content.head.id)
    return used | local_ids(others)


def _renamed_in_examples(content: DraftContent, old: str, new: str) -> DraftContent:
    """Examples go on speaking of a measure that is called otherwise now."""
    names = {old: new, f"{content.head.pack}/{old}": f"{content.head.pack}/{new}"}
    rows = []
    for row in content.examples:
        expected = row.get("expect")
        if isinstance(expected, dict):
            row = {**row, "expect": {names.get(name, name): value for name, value in expected.items()}}
        rows.append(row)
    return replace(content, entries={**content.entries, EntryKind.EXAMPLE: tuple(rows)})


def _title(row: Entry, kind: EntryKind) -> str:
    title = row.get("title") or row.get("label")
    words = title.get("zh") if isinstance(title, dict) else title
    return str(words or row.get(kind.key) or "")

"""Duties and targets found in a reading: proposed to whoever drafts, never taken by themselves.

A duty is proposed where a clause names units: they are to do what it says first. Where it names none, a duty is proposed
for every sentence that says of an organ that it 要, 应当, 须 or 负责. A target is proposed where a sentence sets a number to
reach: by a day, or in a clause that speaks of aims. Money, terms, and shares without a day are no targets. The same reading
always gives the same proposals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from zhongchuang.policy.documents.model import Clause, Comparator, Document, Quantity
from zhongchuang.policy.documents.organs import is_organ, split_units
from zhongchuang.policy.drafting.content import Entry, EntryKind
from zhongchuang.policy.drafting.naming import latin
from zhongchuang.policy.packs.terms import ClauseClass

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_AIM = re.compile("目标|到20\\d\\d年|力争|达到|建成|建设|形成|培育|新增|聚集|打造|实现|覆盖")
_ACTS = re.compile(
    "应当|要|负责|建立|建设|推动|推进|完善|加强|加大|落实|开展|组织|制定|健全|引导|支持|培育|开放|实施|强化|加快|鼓励"
)
_MODAL = re.compile(
    r"(?<![^，。；：、\s])(?P<who>(?:各|有条件的|有关|高校|高等院校|科研院所|国家|省|市|县|区|州)[^，。；：]{0,24}?)"
    r"(?:(?<![主需重只])要(?![求素点件领])|应当|应该|必须|负责)"
)
_NO_TARGET = {
    "元",
    "年",
    "个月",
    "天",
    "日",
    "工作日",
    "个工作日",
    "小时",
    "分钟",
    "岁",
    "周岁",
    "倍",
    "自然日",
    "个自然日",
}
_SPARE = "，,、 　"
SHORT_TITLE = 24
LONGEST_QUOTE = 70


@dataclass(frozen=True, slots=True)
class Proposal:
    """A duty or target somebody may take over: the entry as it would be kept, and what it was read from."""

    key: str
    kind: EntryKind
    ref: str
    quote: str
    units: tuple[str, ...]
    value: Decimal | None
    unit: str | None
    deadline: date | None
    entry: Entry

    @property
    def clause_class(self) -> ClauseClass:
        """The class its clause gets where it is taken over."""
        return ClauseClass.DUTY if self.kind is EntryKind.DUTY else ClauseClass.TARGET


def proposals(reading: Document, document: str) -> tuple[Proposal, ...]:
    """All proposals of a reading, in the order of the text, the duty of a clause before its targets."""
    quantities: dict[str, list[Quantity]] = {}
    for quantity in reading.quantities:
        quantities.setdefault(quantity.ref, []).append(quantity)
    found: dict[str, Proposal] = {}
    for clause in reading.walk():
        for proposal in (
            *_duties(clause, document),
            *_targets(clause, quantities.get(clause.ref, []), document),
        ):
            found.setdefault(proposal.key, proposal)
    return tuple(found.values())


def _duties(clause: Clause, document: str) -> Iterator[Proposal]:
    if not clause.units:
        yield from _duties_said(clause, document)
        return
    quote = _what_is_asked(clause)
    if quote is None:
        return
    units = tuple(
        dict.fromkeys(name for note in clause.units for name in (*note.lead, *note.joint, *note.cooperating))
    )
    title = clause.heading or quote
    yield _proposal(
        EntryKind.DUTY, clause.ref, quote, units, None, document, title.rstrip("。："), from_note=True
    )


def _duties_said(clause: Clause, document: str) -> Iterator[Proposal]:
    """Of a clause without unit note: each sentence that says what an organ is to do."""
    for sentence in _SENTENCE.findall(clause.text):
        match = _MODAL.search(sentence)
        if match is None:
            continue
        quote = sentence[match.start() :].strip("。；！？\n" + _SPARE)
        who = tuple(name for name in split_units(match["who"]) if is_organ(name))
        yield _proposal(EntryKind.DUTY, clause.ref, quote, who, None, document, quote)


def _what_is_asked(clause: Clause) -> str | None:
    """The first sentence behind the heading that asks something; without the unit note."""
    words = clause.text
    for note in clause.units:
        words = words.replace(note.raw, "")
    body = words[len(clause.heading) :] if clause.heading else words
    sentences = [s.strip("。；！？：\n" + _SPARE) for s in _SENTENCE.findall(body)]
    asked = [s for s in sentences if s and _ACTS.search(s)]
    named = clause.heading.rstrip("。：") if clause.heading else None
    chosen = asked[0] if asked else next((s for s in sentences if s), named)
    return chosen if chosen and chosen in clause.text else None


def _targets(clause: Clause, quantities: list[Quantity], document: str) -> Iterator[Proposal]:
    behind = 0
    for quantity in quantities:
        place = clause.text.find(quantity.quote, behind)
        if place < 0:
            continue
        behind = place + len(quantity.quote)
        sentence = next(m[0] for m in _SENTENCE.finditer(clause.text) if m.end() > place)
        if quantity.unit in _NO_TARGET or quantity.value != int(quantity.value):
            continue
        if quantity.deadline is None and quantity.unit == "%":
            continue
        if quantity.deadline is None and not (_AIM.search(clause.heading or "") or _AIM.search(sentence)):
            continue
        if quantity.comparator in (Comparator.AT_MOST, Comparator.LESS_THAN):
            continue
        quote = _around(sentence, quantity.quote)
        yield _proposal(EntryKind.TARGET, clause.ref, quote, (), quantity, document, quote)


def _around(sentence: str, quote: str) -> str:
    """The part of a sentence that holds the number, as far back as it stays short: what is counted is said before it."""
    parts = re.split("(?<=[，；])", sentence.strip("。；！？\n "))
    at = next((place for place, part in enumerate(parts) if quote in part), 0)
    start = at
    while (
        start > 0
        and not parts[start - 1].endswith("；")
        and len("".join(parts[start - 1 : at + 1])) <= LONGEST_QUOTE
    ):
        start -= 1
    return "".join(parts[start : at + 1]).strip(_SPARE + "；")


def _proposal(
    kind: EntryKind,
    ref: str,
    quote: str,
    units: tuple[str, ...],
    quantity: Quantity | None,
    document: str,
    title: str,
    *,
    from_note: bool = False,
) -> Proposal:
    key = sha256(f"{kind.value}|{ref}|{quote}".encode()).hexdigest()[:12]
    short = title if len(title) <= SHORT_TITLE else title[: SHORT_TITLE - 1] + "…"
    name = f"{kind.name.lower()}-{latin(ref)[:20]}-{key[:4]}".replace("--", "-")
    entry: dict[str, Any] = {
        "id": name,
        "document": document,
        "clause": ref,
        "quote": quote,
        "title": {"zh": short, "en": _english(ref, quantity)},
    }
    if units and kind is EntryKind.DUTY and not from_note:
        entry["units"] = list(units)
    if quantity is not None:
        # 左右 and a bare number are taken as “at least”: a target that is overshot is reached.
        comparator = ">" if quantity.comparator is Comparator.MORE_THAN else ">="
        entry |= {"value": str(int(quantity.value)), "unit": quantity.unit, "comparator": comparator}
        entry |= {} if quantity.deadline is None else {"deadline": quantity.deadline.isoformat()}
    return Proposal(
        key=key,
        kind=kind,
        ref=ref,
        quote=quote,
        units=units,
        value=None if quantity is None else quantity.value,
        unit=None if quantity is None else quantity.unit,
        deadline=None if quantity is None else quantity.deadline,
        entry=entry,
    )


def _english(ref: str, quantity: Quantity | None) -> str:
    """A plain English title that says what is sure; whoever takes it over writes a better one."""
    where = latin(ref)
    if quantity is None:
        return f"Duty of clause {where}"
    return f"Target of clause {where}: {int(quantity.value)}"

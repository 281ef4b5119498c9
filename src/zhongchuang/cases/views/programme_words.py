"""Programmes in words: states, kinds, one line for every node, the whole as an outline two versions are compared by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.cases.forms.programme_words import CHOICES, LABELS
from zhongchuang.cases.models import ProgrammeState
from zhongchuang.cases.programmes.editing import Content, kind_at, path_text, slots_of
from zhongchuang.cases.programmes.problems import Path, Problem
from zhongchuang.cases.programmes.schema import Basis, Part, Programme
from zhongchuang.core.page import Link, Shape, Status, Tone
from zhongchuang.policy.packs.schema import RuleBook

STATES = {
    ProgrammeState.READY: (Shape.CHECK, Tone.ACCENT),
    ProgrammeState.AWAITING: (Shape.PAUSE, Tone.PLAIN),
    ProgrammeState.ENDED: (Shape.CROSS, Tone.PLAIN),
}
_LONGEST = 60


def state_word(state: str) -> str:
    """可开放, 待实施细则, 已停止."""
    words = {"ready": _("可开放"), "awaiting": _("待实施细则"), "ended": _("已停止")}
    return words[state]


def programme_status(state: str) -> Status:
    """The same with its shape."""
    shape, tone = STATES[ProgrammeState(state)]
    return Status(state_word(state), shape=shape, tone=tone)


def chosen(known: str, value: object) -> str:
    """A choice in words, as it is written where there are none."""
    return str(CHOICES.get(known, {}).get(str(value), value))


def label_of(kind: type[Part], name: str) -> str:
    """What a key of a node is called."""
    return str(LABELS.get(f"{kind.__name__}.{name}", name))


def text_of(value: object) -> str:
    """A `{zh, en}` in the reader's language; what is not written yet is empty."""
    if not isinstance(value, Mapping):
        return ""
    first, second = ("en", "zh") if (get_language() or "").startswith("en") else ("zh", "en")
    return str(value.get(first) or value.get(second) or "")


def line_of(kind: type[Part], node: Content) -> str:
    """A node in one line."""
    for name in ("label", "title", "text", "rules"):
        if words := text_of(node.get(name)):
            return words
    if kind is Basis:
        return " ".join(str(part) for part in (node.get("document"), node.get("clause")) if part) or _("未写")
    if node.get("level"):
        return chosen("Level.level", node["level"])
    return str(node.get("id") or node.get("rule") or _("未写"))


def note_of(kind: type[Part], node: Content) -> str:
    """What else is worth knowing of a node in a list."""
    parts: list[str] = []
    match kind.__name__:
        case "FormField":
            parts = [chosen("FormField.type", node.get("type", "")), str(node.get("id", ""))]
            if node.get("required") is False:
                parts.append(_("选填"))
            if node.get("prefill"):
                parts.append(_("预填"))
        case "Section":
            fields = node.get("fields")
            parts = [_("%(n)d 题") % {"n": len(fields) if isinstance(fields, list) else 0}]
        case "Check" | "Claim":
            keys = node.get("keys")
            parts = [", ".join(map(str, keys)) if isinstance(keys, list) else str(node.get("rule", ""))]
        case "Criterion":
            parts = [_("满分 %(n)s 分") % {"n": node.get("points", "—")}]
        case "Basis":
            parts = [str(node.get("quote", ""))]
        case "Level" | "Notice" | "Decision" | "Diligence":
            parts = [_("%(n)s 个工作日") % {"n": node.get("days", "—")}]
        case "Review":
            parts = [_("%(n)s 位专家") % {"n": node.get("experts", "—")}]
        case "Term":
            parts = [_("%(n)s 个月") % {"n": node.get("months", "—")}]
        case "Money":
            parts = [text_of(node.get("amount_text"))]
        case "Material":
            parts = [_("选交") if node.get("required") is False else _("必交")]
        case "Aftercare":
            parts = [chosen("Aftercare.kind", node.get("kind", ""))]
        case "Instalment":
            parts = [str(node.get("share", "")), chosen("Instalment.after", node.get("after", "decision"))]
    words = " · ".join(part for part in parts if part)
    return words if len(words) <= _LONGEST * 2 else words[: _LONGEST * 2] + "…"


def place_of(problem: Problem) -> str:
    """Where a problem stands, in words: 表单各页 2 › 题目 3 › 规则."""
    kind: type[Part] | None = None
    words: list[str] = []
    for at, part in enumerate(problem.path):
        with suppress(LookupError):  # within a list; what it is called stands before it
            kind = kind_at(problem.path[:at])
        if isinstance(part, int):
            words[-1:] = [f"{words[-1]} {part + 1}"] if words else [str(part + 1)]
        elif kind is not None:
            words.append(label_of(kind, part))
    return " › ".join(words)


def outline(content: Content) -> str:
    """A programme as lines of words, one for every value that is written; two of them are compared line by line."""
    return "\n".join(_lines(Programme, content, ()))


def _lines(kind: type[Part], node: Content, above: tuple[str, ...]) -> Iterator[str]:
    for slot in slots_of(kind):
        value = node.get(slot.name)
        if value is None or slot.name == "version":
            continue
        label = label_of(kind, slot.name)
        if slot.is_part and slot.is_list:
            for number, entry in enumerate(value, start=1):
                yield from _lines(slot.type, entry, (*above, f"{label} {number}"))
        elif slot.is_part:
            yield from _lines(slot.type, value, (*above, label))
        else:
            where = " › ".join((*above, label))
            yield f"{where}：{_plain(f'{kind.__name__}.{slot.name}', value)}"


def _plain(known: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        both = "zh" in value or "en" in value
        return text_of(value) if both else ", ".join(f"{k} = {v}" for k, v in value.items())
    if isinstance(value, list):
        return "、".join(chosen(known, part) for part in value)
    return chosen(known, value)


def basis_link(book: RuleBook, basis: Basis) -> Link | str:
    """The clause a programme rests on, leading to its words; a text that is not held by its name and number."""
    held = book.document(basis.document)
    if held is not None:
        words = f"《{held.title}》{basis.clause or ''}"
        return (
            Link(words, reverse("policy:clause", args=[basis.document, basis.clause]))
            if basis.clause
            else words
        )
    other = book.basis(basis.document)
    if other is None:
        return basis.document
    number = f"（{other.number}）" if other.number else ""
    return _("《%(title)s》%(number)s，原文未收录") % {"title": other.title, "number": number}


def node_address(pk: int, path: Path) -> str:
    """Where a node is edited."""
    return reverse("cases:programme_node", args=[pk, path_text(path)])

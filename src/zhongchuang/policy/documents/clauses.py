"""Clauses out of the tree: headings told from sentences, unit notes read, task tables turned into rows."""

from __future__ import annotations

import re

from zhongchuang.policy.documents.cleaning import has_spaced_words, squeeze
from zhongchuang.policy.documents.labels import LabelKind
from zhongchuang.policy.documents.model import Clause, WarningCode
from zhongchuang.policy.documents.report import Report
from zhongchuang.policy.documents.tables import read_task_tables, warn_redacted
from zhongchuang.policy.documents.tree import Node, is_container
from zhongchuang.policy.documents.notes import OPENING, PAIRS, find_notes
from zhongchuang.policy.documents.units import LeadRule, parse_note

_BRACKETED = re.compile(r"^[【\[［（(](?P<heading>[^】\]］）)]{2,24})[】\]］）)]\s*(?P<rest>.*)$", re.S)
_PROSE = re.compile(
    r"应当|不得|是指|下列|以下|前款|本办法|本规定|本条例|本法|自[^，]{2,20}起|的，|^凡|^经|^对[^，]{0,30}，|^对于|^在[^，]{2,40}[，的]|^为了?|^根据|^按照|^由|^未|^因"
)
_DEFINED = re.compile(r"^[^，。；：\s]{2,20}[：:]")
_SENTENCE_END = "。；！？"


def to_clauses(root: Node, rule: LeadRule, report: Report) -> tuple[Clause, ...]:
    """The clauses under a root, in order; ``rule`` is carried from note to note through the document."""
    return tuple(_to_clause(child, 1, rule, report) for child in root.children)


def _to_clause(node: Node, level: int, rule: LeadRule, report: Report) -> Clause:
    assert node.label is not None
    if any(has_spaced_words(paragraph) for paragraph in node.paragraphs):
        report.add(WarningCode.SPACES_IN_WORDS, "词语中夹有空格，已去除。", node.ref)
    heading = _heading(node)
    text = "\n".join(squeeze(paragraph) for paragraph in node.paragraphs)
    units = []
    for note in find_notes("\n".join(node.paragraphs)):
        units.append(parse_note(note, rule))
        if note.raw[0] in OPENING and (note.raw[0], note.raw[-1]) not in PAIRS:
            said = f"括号不配对：“{note.raw[:16]}…{note.raw[-4:]}”。"
            report.add(WarningCode.MIXED_BRACKETS, said, node.ref)
    rows: list[Clause] = []
    for table in node.tables:
        warn_redacted(table, node.ref, report)
    rows += read_task_tables(node.tables, node.ref, level + 1, report)
    children = tuple(_to_clause(child, level + 1, rule, report) for child in node.children)
    return Clause(node.ref, node.label.printed, heading, level, text, tuple(units), (*children, *rows))


def _heading(node: Node) -> str | None:
    """The heading of a clause, or None where its words are a plain sentence."""
    assert node.label is not None
    if not node.paragraphs:
        return None
    first, more = (
        node.paragraphs[0].strip(),
        len(node.paragraphs) > 1 or bool(node.children) or bool(node.tables),
    )
    if is_container(node.label):
        return squeeze(first) or None
    if match := _BRACKETED.match(first):
        if (
            node.label.kind is LabelKind.ARTICLE
            and match["rest"]
            and not find_notes(first[: match.start("rest")])
        ):
            return squeeze(match["heading"])
    words = _without_notes(first)
    if not words:
        return None
    if words[-1] not in _SENTENCE_END + "：:，、,":
        if "。" not in words and len(words) <= 60 and (more or len(words) <= 30 and not _PROSE.search(words)):
            spaced = re.match(r"^(\S{2,20})\s{1,4}(\S{25,})", words)
            return squeeze(spaced[1]) if spaced else squeeze(words)
    spaced = re.match(r"^([^\s，。；：]{2,16})\s+(?=\S{12,})", words)
    if spaced and len(words) > 40 and not _PROSE.search(spaced[1]):
        return squeeze(spaced[1])
    sentence, stop, rest = _first_sentence(words)
    sentence = squeeze(sentence)
    if stop == "。" and len(sentence) <= 46 and (rest or more) and not _PROSE.search(sentence):
        return sentence
    if stop in ("：", ":") and len(sentence) <= 20 and not _PROSE.search(sentence) and "，" not in sentence:
        if rest or (more and len(sentence) <= 12):
            return sentence
    return None


def _first_sentence(words: str) -> tuple[str, str, str]:
    match = re.match(r"^(?P<s>[^。；：:！？]*)(?P<stop>[。；：:！？])\s*(?P<rest>.*)$", words, re.S)
    return (match["s"], match["stop"], match["rest"]) if match else (words, "", "")


def _without_notes(line: str) -> str:
    notes = find_notes(line)
    for note in reversed(notes):
        line = line[: note.start] + line[note.end :]
    return line.strip()

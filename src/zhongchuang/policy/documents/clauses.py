"""Clauses out of the tree: headings told from sentences, unit notes read, task tables turned into rows."""

from __future__ import annotations

import re

from zhongchuang.policy.documents.cleaning import has_spaced_words, squeeze
from zhongchuang.policy.documents.labels import LabelKind
from zhongchuang.policy.documents.model import Clause, WarningCode
from zhongchuang.policy.documents.notes import OPENING, PAIRS, find_notes
from zhongchuang.policy.documents.report import Report
from zhongchuang.policy.documents.tables import read_task_tables, warn_redacted
from zhongchuang.policy.documents.tree import Node, is_container
from zhongchuang.policy.documents.units import LeadRule, parse_note

_BRACKETED = re.compile(r"^[【\[［（(](?P<heading>[^】\]］）)]{2,24})[】\]］）)]\s*(?P<rest>.*)$", re.S)
_PROSE = re.compile(
    r"应当|不得|是指|下列|以下|前款|本办法|本规定|本条例|本法|自[^，]{2,20}起|的，|^凡|^经"
    r"|^对[^，]{0,30}，|^对于|^在[^，]{2,40}[，的]|^为了?|^根据|^按照|^由|^未|^因"
)
_SPACED = re.compile(r"^([^\s，。；：]{2,16})\s+(?=\S{12,})")
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
        read = parse_note(note, rule)
        if not (read.lead or read.cooperating or read.joint):
            continue  # （以下任务均需各县落实，不再列出）: a remark on all notes, which names nobody here
        units.append(read)
        if note.raw[0] in OPENING and (note.raw[0], note.raw[-1]) not in PAIRS:
            shown = note.raw if len(note.raw) <= 24 else f"{note.raw[:16]}…{note.raw[-4:]}"
            said = f"括号不配对：“{shown}”。"
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
    first = node.paragraphs[0].strip()
    if is_container(node.label):
        return squeeze(first) or None
    bracketed = _BRACKETED.match(first) if node.label.kind is LabelKind.ARTICLE else None
    if bracketed and bracketed["rest"] and not find_notes(first[: bracketed.start("rest")]):
        return squeeze(bracketed["heading"])
    words = _without_notes(first)
    more = len(node.paragraphs) > 1 or bool(node.children) or bool(node.tables)
    heading = (_heading_line(words, more) or _heading_sentence(words, more)) if words else None
    prose = (
        node.label.kind is LabelKind.ARTICLE
        and heading
        and (len(heading) > 14 or re.search("[，,]", heading))
    )
    return None if prose else heading


def _heading_line(words: str, more: bool) -> str | None:
    """A heading on a line of its own (总体要求), or parted from the text by a space."""
    spaced = _SPACED.match(words)
    if spaced and len(words) > 40 and not _PROSE.search(spaced[1]):
        return squeeze(spaced[1])
    if words[-1] in _SENTENCE_END + "：:，、," or "。" in words or len(words) > 60:
        return None
    return squeeze(words) if more or (len(words) <= 30 and not _PROSE.search(words)) else None


def _heading_sentence(words: str, more: bool) -> str | None:
    """A heading that is the first sentence (建设平台。支持…), or stands before a colon (适用范围：…)."""
    sentence, stop, rest = _first_sentence(words)
    sentence = squeeze(sentence)
    if not sentence or _PROSE.search(sentence):
        return None
    if stop == "。":
        return sentence if len(sentence) <= 46 and (rest or more) else None
    if stop in ("：", ":") and len(sentence) <= 20 and "，" not in sentence:
        return sentence if rest or (more and len(sentence) <= 12) else None
    return None


def _first_sentence(words: str) -> tuple[str, str, str]:
    match = re.match(r"^(?P<s>[^。；：:！？]*)(?P<stop>[。；：:！？])\s*(?P<rest>.*)$", words, re.S)
    return (match["s"], match["stop"], match["rest"]) if match else (words, "", "")


def _without_notes(line: str) -> str:
    notes = find_notes(line)
    for note in reversed(notes):
        line = line[: note.start] + line[note.end :]
    return line.strip()

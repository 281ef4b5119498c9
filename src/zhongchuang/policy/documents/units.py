"""Unit notes: the words that say who must act.

``find_notes`` takes the notes out of a clause's words, whatever their form: in brackets of any kind and mix,
as a paragraph of their own (责任单位：…), twice in a clause. ``parse_note`` tells who leads, who cooperates,
and who simply shares the task. A unit leads only where the text says so: 牵头, X会同Y, or the document's own
rule (列在首位者为牵头单位，下同), which binds from the note that states it onwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhongchuang.policy.documents.model import UnitNote
from zhongchuang.policy.documents.organs import is_organ, open_end, split_units

_OPEN, _CLOSE = "（(【[〔", "）)】]〕"

_KIND = (
    r"(?:省级|市级|区级|县级|部门|具体|总|共同|联合|第一|主要)?"
    r"(?:牵头|责任|配合|主办|承办|协办|负责|参与|参加|协同|协助|落实|主责|主管|实施|完成|组织|推进|支持|监督|指导|督办|责任主体)"
    r"(?:及(?:责任|配合|参与|协同))?"
)
# 牵头单位：… | 责任部门：… | 责任领导 and 完成时限 are parts of such notes, but no units.
ROLE_LABEL = re.compile(
    rf"(?P<role>{_KIND})(?:单位|部门|机构|处室|科室|主体|地区)(?:及(?:责任人|配合单位))?\s*(?:[：:]|为(?=[^牵]))\s*"
)
# 完成时限：, 责任人：, 适用范围：… end a list of units and name none.
_OTHER_LABEL = re.compile(
    r"(?:^|(?<=[，,；;。\s]))(?:完成时限|责任领导|责任人|[\u4e00-\u9fff]{2,10})\s*[：:]"
)
_TIME_LABEL = re.compile(
    r"(?:完成|落实|实施|办结|推进)?(?:时限|时间|期限)(?:要求)?[：:]|责任(?:领导|人)[：:]"
)
_LEAD_RULE = re.compile(
    r"(?:责任单位|责任部门|牵头单位|各项任务|任务)?(?:中)?[,，]?(?:列|排)(?:名)?(?:在|于)?(?:首位|第一位|第一|最前)(?:的|者)?"
    r"(?:单位|部门|责任单位)?(?:均)?(?:为|是)(?:总)?(?:牵头|主办|主要责任)(?:责任)?(?:单位|部门|负责单位|责任单位)?"
    r"|首位(?:者)?为牵头(?:单位|部门)|第一(?:个)?(?:单位|部门|责任单位)为牵头(?:单位|部门)"
)
_WITH_OTHERS = re.compile(
    r"会同(?:各|省|市|区|县|国务院|中央|国家|省级|市级|省直|市直|其他)?(?:有关|相关|其他)(?:职能|中央)?(?:部门|单位|方面|机构|地方|地区)(?:[和、及](?:有关|相关)?(?:单位|部门|地方|地区))*"
)
_AND_BELOW = re.compile(r"下同")
_DUTY = r"(?:按(?:照)?(?:各自)?(?:职责|职能|分工)(?:分工|范围)?(?:共同|分别|各自)?|分别|各自|共同|分工|具体|联合|组织)*"
_VERB = re.compile(
    rf"(?P<lead>{_DUTY}(?:牵头(?:负责|组织实施|组织|落实|推进|实施|会同|单位)?|会同|(?<=[厅局委部办院])商))"
    rf"|(?P<cooperating>{_DUTY}(?:积极)?(?:配合|参与|参加|协同|协助|协办|支持)(?:实施|落实|推进|负责)?)"
    rf"|(?P<joint>{_DUTY}(?:负责(?:落实|实施|推进|组织实施)?|落实|实施|承办|承担|推进|办理)|按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?$)"
)
_PLAIN_NOTE = re.compile(rf"^\s*(?:{_KIND})(?:单位|部门|机构|处室|科室|主体)\s*[：:]")


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note and where it stands in the words of its clause."""

    start: int
    end: int
    raw: str
    inner: str


@dataclass(slots=True)
class LeadRule:
    """Whether the document's own rule that the first unit leads is in force at this place of the text."""

    holds: bool = False


def states_lead_rule(text: str) -> bool:
    """Whether the words say that the first unit of every list leads."""
    return bool(_LEAD_RULE.search(text))


def find_notes(text: str) -> list[FoundNote]:
    """All unit notes in the words of one clause, in order. Spaces and newlines inside a note are allowed."""
    found = [note for note in _brackets(text) if _is_note(note, text)]
    taken = [(note.start, note.end) for note in found]
    offset = 0
    for line in text.split("\n"):
        match = _PLAIN_NOTE.match(line) or _tail_note(line)
        start = offset + (match.start() if match else 0)
        if match and not any(a <= start < b for a, b in taken):
            raw = text[start : offset + len(line)]
            previous = found[-1] if found else None
            if (
                previous
                and previous.end + 1 == start
                and previous.raw[:1] not in _OPEN
                and _PLAIN_NOTE.match(line)
            ):
                found[-1] = FoundNote(
                    previous.start, start + len(raw), previous.raw + "\n" + raw, previous.inner + "；" + raw
                )
            else:
                found.append(FoundNote(start, start + len(raw), raw, raw))
        offset += len(line) + 1
    return sorted(found, key=lambda note: note.start)


def _tail_note(line: str) -> re.Match[str] | None:
    """A role label after the last full stop of a paragraph: …体系。责任单位：市科技局、市财政局"""
    match = re.search(rf"(?<=[。；])\s*(?:{_KIND})(?:单位|部门)\s*[：:][^。]{{2,200}}。?$", line)
    return match


def _brackets(text: str) -> list[FoundNote]:
    """Top-level brackets of any kind; an opening one may be closed by a closing one of another kind."""
    found, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char in _OPEN:
            if depth == 0:
                start = index
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                found.append(FoundNote(start, index + 1, text[start : index + 1], text[start + 1 : index]))
        elif char == "。" and depth > 1 and index - start > 600:
            depth = 0  # a bracket never closed: do not swallow the rest of the text
    return found


def _is_note(note: FoundNote, text: str) -> bool:
    inner = re.sub(r"\s", "", note.inner)
    if not 3 <= len(inner) <= 1200:
        return False
    if ROLE_LABEL.match(inner) or _TIME_LABEL.match(inner) and ROLE_LABEL.search(inner):
        return True
    if "》" in inner and "负责" not in inner:
        return False
    if (
        note.end < len(text)
        and text[note.end] not in "。；，,;、\n（( 】["
        and not text[note.end :].startswith(tuple("0123456789"))
    ):
        return False
    first = re.split(r"[。；;]", inner)[0]
    return bool(_VERB.search(inner)) and _who_does_it(first)


def _who_does_it(sentence: str) -> bool:
    """Whether a sentence is 'units + 负责/牵头/配合': what stands before the verb is a list of organs."""
    match = _VERB.search(sentence)
    if match is None:
        return False
    listed = sentence[: match.start()].removeprefix("由")
    units = split_units(open_end(listed)[0])
    if not units:
        return False
    named = sum(is_organ(unit) or unit.startswith("各") for unit in units)
    rest = sentence[match.end() :]
    return named * 2 >= len(units) and len(units[-1]) <= 40 and (not rest or len(rest) < 200)


def parse_note(note: FoundNote, rule: LeadRule) -> UnitNote:
    """Who leads, cooperates, or shares the task. Sets ``rule`` when the note states it (…，下同)."""
    inner = (
        re.sub(r"[ \t\n　]+", "", note.inner)
        if note.raw[:1] in _OPEN
        else re.sub(r"[ \t　]+", " ", note.inner)
    )
    first_leads = rule.holds
    if match := _LEAD_RULE.search(inner):
        first_leads = True
        rule.holds = rule.holds or bool(_AND_BELOW.search(inner[match.end() :])) or "下同" in inner
        inner = inner[: match.start()] + inner[match.end() :]
    inner = re.sub(r"[,，。；;（(]*下同[)）]*", "", inner).strip("，,。；; ")
    opened: str | None = None
    if match := _WITH_OTHERS.search(inner):  # X会同有关部门: X leads, the others stay unnamed
        opened = match[0]
        inner = inner[: match.start()] + "会同" + inner[match.end() :]
    roles = _by_labels(inner) if ROLE_LABEL.search(inner) else _by_verbs(inner)
    lists: dict[str, list[str]] = {"lead": [], "cooperating": [], "joint": []}
    for role, words in roles:
        listed, left_open = open_end(words)
        opened = opened or left_open
        lists[role] += [unit for unit in split_units(listed) if unit not in lists[role]]
    if first_leads and not lists["lead"] and lists["joint"]:
        lists["lead"], lists["cooperating"] = lists["joint"][:1], lists["joint"][1:] + lists["cooperating"]
        lists["joint"] = []
    elif lists["lead"]:
        lists["cooperating"] += [u for u in lists["joint"] if u not in lists["lead"] + lists["cooperating"]]
        lists["joint"] = []
    return UnitNote(
        note.raw, tuple(lists["lead"]), tuple(lists["cooperating"]), tuple(lists["joint"]), opened
    )


def _by_labels(inner: str) -> list[tuple[str, str]]:
    """牵头单位：A、B；配合单位：C  →  (lead, A、B), (cooperating, C). What a time label follows is left out."""
    marks = list(ROLE_LABEL.finditer(inner))
    taken = {place for mark in marks for place in range(mark.start(), mark.end())}
    marks += [mark for mark in _OTHER_LABEL.finditer(inner) if mark.start() not in taken]
    marks.sort(key=lambda mark: mark.start())
    roles = []
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        if "role" not in mark.re.groupindex:
            continue
        words = inner[mark.end() : following.start() if following else None]
        role = mark["role"]
        kind = "lead" if "牵头" in role or "主办" in role else "joint"
        if (
            re.search("配合|协办|参与|参加|协同|协助|支持", role)
            and "牵头" not in role
            and "责任" not in role
        ):
            kind = "cooperating"
        if kind == "joint" and "牵头" in words:
            roles += _by_verbs(words.strip("，,。；; "))
        else:
            roles.append((kind, re.sub(rf"{_DUTY}(?:负责|落实|实施)?[。；]?\s*$", "", words)))
    return roles


def _by_verbs(inner: str) -> list[tuple[str, str]]:
    """A、B牵头，C、D配合  →  (lead, A、B), (cooperating, C、D). Units before a verb share its role."""
    roles: list[tuple[str, str]] = []
    at = 0
    pending: str | None = None
    for mark in _VERB.finditer(inner):
        words = inner[at : mark.start()].strip("，,。；;、由 ")
        role = mark.lastgroup or "joint"
        if words:
            roles.append((role if pending is None else pending, words))
        elif pending:
            role = pending
        pending = "cooperating" if mark[0].endswith(("会同", "商")) else None
        at = mark.end()
    rest = inner[at:].strip("，,。；;、 ")
    if pending and rest:
        roles.append((pending, rest))
    elif not roles or rest and all(is_organ(unit) for unit in split_units(rest)):
        roles.append(("joint", rest))
    return roles

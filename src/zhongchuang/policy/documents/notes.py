"""Finding unit notes: the words of a clause that say who must act, whatever their form.

In brackets of any kind and mix (（牵头单位：A，配合单位：B）, 【A负责】, (A、B等按职责分工负责）), as a
paragraph of their own (责任单位：A、B), behind the last full stop, several in one clause, broken by a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhongchuang.policy.documents.organs import is_organ, open_end, split_units

OPENING, CLOSING = "（(【[〔", "）)】]〕"
PAIRS = tuple(zip(OPENING, CLOSING, strict=True))

_SCOPE = "(?:指标|任务|项目|省级|市级|区级|县级|部门|具体|总|共同|联合|第一|主要)?"
_ROLES = (
    "牵头|责任|配合|主办|承办|协办|负责|参与|参加|协同|协助|落实|主责|主管|实施|完成|组织|推进|支持|监督|"
    "指导|督办"
)
_BODIES = "单位|部门|机构|处室|科室|主体|地区"
# 牵头单位：, 责任部门：, 牵头及配合单位：, and short 牵头：, 主办：
ROLE_LABEL = re.compile(
    rf"{_SCOPE}(?:(?P<role>(?:{_ROLES})(?:及(?:责任|配合|参与|协同))?)(?:{_BODIES})(?:及(?:责任人|配合单位))?"
    r"|(?P<short>牵头|主办|协办|承办|配合|责任)(?=\s*[：:]))\s*(?:[：:]|为(?=[^牵]))\s*"
)
# 完成时限：, 责任人：, 适用范围：… end a list of units and name none.
OTHER_LABEL = re.compile(
    r"(?:^|(?<=[，,；;。\s]))[\u4e00-\u9fff]{2,10}\s*[：:]"
    r"|(?:完成|办结|推进|整改|落实)?(?:时限|时间|期限|时间节点)(?:要求)?[：:]|责任(?:领导|人)[：:]"
)
_TIME_LABEL = re.compile(
    r"(?:完成|落实|实施|办结|推进)?(?:时限|时间|期限)(?:要求)?[：:]|责任(?:领导|人)[：:]"
)

_HOW = (
    "(?:按(?:照)?(?:各自)?(?:职责|职能|分工)(?:分工|范围)?(?:共同|分别|各自)?"
    "|分别|各自|共同|分工|具体|联合|组织|结合实际|贯彻)*"
)
VERB = re.compile(
    rf"(?P<lead>{_HOW}(?:(?:负责)?牵头(?!部门|处室|科室|机构)(?:负责|组织实施|组织|落实|推进|实施|会同|单位)?"
    r"|会同|(?<=[厅局委部办院])商))"
    rf"|(?P<cooperating>{_HOW}(?:积极)?(?:配合|协办|(?:参与|参加|协同|协助|支持|指导|监督)"
    rf"(?=[，,；;。、]|$|实施|落实|推进|负责))(?:实施|落实|推进|负责)?)"
    rf"|(?P<joint>{_HOW}(?:负责(?:落实|实施|推进|组织实施)?|落实|实施|承办|承担|推进|办理)"
    r"|按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?(?:$|完成[^、]{0,8}))"
)
_OWN_LINE = re.compile(rf"^\s*{_SCOPE}(?:{_ROLES})(?:{_BODIES})\s*[：:]")
_AT_END = re.compile(rf"(?<=[。；])\s*{_SCOPE}(?:{_ROLES})(?:单位|部门)\s*[：:][^。]{{2,200}}。?$")
_LONGEST = 1200  # characters of a note


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note and where it stands in the words of its clause; ``inner`` is ``raw`` without its brackets."""

    start: int
    end: int
    raw: str
    inner: str


def find_notes(text: str) -> list[FoundNote]:
    """All unit notes in the words of one clause, in order."""
    found = [note for note in _brackets(text) if _is_note(note, text)]
    taken = [(note.start, note.end) for note in found]
    lines: list[FoundNote] = []
    offset = 0
    for line in text.split("\n"):
        own = _OWN_LINE.match(line)
        match = own or _AT_END.search(line)
        if match and not any(a <= offset + match.start() < b for a, b in taken):
            start, end = offset + match.start(), offset + len(line)
            note = FoundNote(start, end, text[start:end], text[start:end])
            if (
                own and lines and lines[-1].end + 1 == start
            ):  # 牵头单位：… and 责任单位：… on lines of their own
                last = lines.pop()
                note = FoundNote(last.start, end, f"{last.raw}\n{note.raw}", f"{last.inner}；{note.inner}")
            lines.append(note)
        offset += len(line) + 1
    return sorted([*found, *lines], key=lambda note: note.start)


def _brackets(text: str) -> list[FoundNote]:
    """Top-level brackets of any kind; one may be closed by a bracket of another kind."""
    found: list[FoundNote] = []
    depth = start = 0
    for index, char in enumerate(text):
        if char in OPENING:
            if depth == 0:
                start = index
            depth += 1
        elif char in CLOSING and depth:
            depth -= 1
            if depth == 0:
                found.append(FoundNote(start, index + 1, text[start : index + 1], text[start + 1 : index]))
        if depth and index - start > _LONGEST:
            depth = 0  # never closed: do not swallow the rest of the text
    return found


def _is_note(note: FoundNote, text: str) -> bool:
    inner = re.sub(r"\s", "", note.inner)
    if len(inner) < 3:
        return False
    if ROLE_LABEL.match(inner) or (_TIME_LABEL.match(inner) and ROLE_LABEL.search(inner)):
        return True
    if "》" in inner and "负责" not in inner:
        return False
    before, behind = text[: note.start].rstrip(), text[note.end : note.end + 1]
    if (
        before[-1:] not in ("。", "；")
        and behind
        and behind not in "。；，,;、\n（(【[ "
        and not behind.isdigit()
    ):
        return False
    if VERB.search(inner):
        return _says_who(re.split(r"[。；;]", inner)[0])
    return _lists_organs(inner, before, behind)


def _says_who(sentence: str) -> bool:
    """Whether a sentence is 'units + 负责/牵头/配合': what stands before the verb is a list of organs."""
    match = VERB.search(sentence)
    if match is None:
        return False
    units = split_units(open_end(sentence[: match.start()].removeprefix("由"))[0])
    named = sum(is_organ(unit) or unit.startswith("各") for unit in units)
    return bool(units) and named * 2 >= len(units) and len(units[-1]) <= 40


def _lists_organs(inner: str, before: str, behind: str) -> bool:
    """Whether a bracket behind a finished sentence holds nothing but organs: （省科技厅、省财政厅）."""
    if behind not in ("", "\n", "。") or before[-1:] not in ("。", "；", "）", ")", ""):
        return False
    units = split_units(open_end(inner)[0])
    return len(units) >= 2 and all(
        is_organ(unit) or (unit.startswith("各") and len(unit) > 2) for unit in units
    )

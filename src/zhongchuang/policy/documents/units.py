"""Reading unit notes: who leads, who cooperates, who shares the task.

A unit leads only where the text says so: 牵头, X会同Y, or the document's own rule
(列在首位者为牵头单位，下同), which binds from the note that states it onwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhongchuang.policy.documents.model import UnitNote
from zhongchuang.policy.documents.notes import OPENING, OTHER_LABEL, ROLE_LABEL, VERB, FoundNote
from zhongchuang.policy.documents.organs import is_organ, open_end, split_units

_LEAD_RULE = re.compile(
    "(?:责任单位|责任部门|牵头单位|各项任务|任务)?(?:中)?[,，]?(?:列|排)(?:名)?(?:在|于)?(?:首位|第一位"
    "|第一|最前)"
    "(?:的|者)?(?:单位|部门|责任单位)?(?:均)?(?:为|是)(?:总)?(?:牵头|主办|主要责任)(?:责任)?"
    "(?:单位|部门|负责单位|责任单位)?"
    "|首位(?:者)?为牵头(?:单位|部门)|第一(?:个)?(?:单位|部门|责任单位)为牵头(?:单位|部门)"
)
_WITH_OTHERS = re.compile(
    "会同(?:各|省|市|区|县|国务院|中央|国家|省级|市级|省直|市直|其他)?(?:有关|相关|其他)(?:职能|中央)?"
    "(?:部门|单位|方面|机构|地方|地区)(?:[和、及](?:有关|相关)?(?:单位|部门|地方|地区))*"
)
# 以下均需各县（市、区）人民政府落实，不再列出: said of all tasks, names nobody for this one.
_FOR_ALL = re.compile(
    r"[。，,；;、]\s*以下[^。；;]{0,60}?不再[^。；;]{0,10}|[。；;，,]?\s*以下(?:任务|工作|政策|措施|事项)?均?需[^。；;]*"
)
_BELOW = re.compile(r"[,，。；;（(]*下同[)）]*")
_TAIL_VERB = re.compile(
    r"(?:按(?:照)?(?:各自)?(?:职责|职能|分工)(?:分工)?|分别|各自|共同)*(?:负责|落实|实施|牵头|配合)?[。；]?\s*$"
)
_LEADS = re.compile("牵头(?!部门|处室|科室|机构|单位)")  # 各市营商环境牵头部门 is a name
_COOPERATES = re.compile("配合|协办|参与|参加|协同|协助|支持")
_MARKS = "，,。；;、 "


@dataclass(slots=True)
class LeadRule:
    """Whether the document's own rule that the first unit leads is in force at this place of the text."""

    holds: bool = False


def states_lead_rule(text: str) -> bool:
    """Whether the words say that the first unit of every list leads."""
    return bool(_LEAD_RULE.search(text))


def parse_note(note: FoundNote, rule: LeadRule) -> UnitNote:
    """Who leads, cooperates, or shares the task. Sets ``rule`` where the note states it (…，下同)."""
    inner = _tight(note)
    first_leads = rule.holds
    if match := _LEAD_RULE.search(inner):
        first_leads = True
        rule.holds = rule.holds or "下同" in inner
        inner = inner[: match.start()] + inner[match.end() :]
    inner = _BELOW.sub("", _FOR_ALL.sub("", inner)).strip(_MARKS)
    opened: str | None = None
    if match := _WITH_OTHERS.search(inner):  # X会同有关部门: X leads, the others stay unnamed
        opened = match[0]
        inner = inner[: match.start()] + "会同" + inner[match.end() :]
    roles = _by_labels(inner) if ROLE_LABEL.search(inner) else _by_verbs(inner)
    lists: dict[str, list[str]] = {"lead": [], "cooperating": [], "joint": []}
    for role, words in roles:
        listed, left_open = open_end(words)
        opened = opened or left_open
        named = [_TAIL_VERB.sub("", unit) for unit in split_units(listed)]
        lists[role] += [unit for unit in named if unit and unit not in lists[role]]
    lead, cooperating, joint = lists["lead"], lists["cooperating"], lists["joint"]
    if first_leads and not lead and joint:
        lead, cooperating, joint = joint[:1], joint[1:] + cooperating, []
    elif lead:  # beside a lead, those who share the task cooperate
        cooperating = cooperating + [unit for unit in joint if unit not in lead + cooperating]
        joint = []
    return UnitNote(note.raw, tuple(lead), tuple(cooperating), tuple(joint), opened)


def _tight(note: FoundNote) -> str:
    """The note without white space; spaces that part whole names (A局　B局) become 、."""
    if note.raw[:1] in OPENING:
        lines = [note.inner]
    else:
        lines = note.inner.split("\n")
    tight = []
    for line in lines:
        words = re.split(r"\s+", line.strip())
        named = [word for word in words if is_organ(ROLE_LABEL.sub("", word))]
        separate = len(words) > 1 and len(named) == len(words) and not re.search("[、，,；;]", line)
        tight.append(("、" if separate else "").join(words))
    return "".join(tight)


def _by_labels(inner: str) -> list[tuple[str, str]]:
    """牵头单位：A、B；配合单位：C  →  (lead, A、B), (cooperating, C). What another label follows is left
    out.
    """
    marks = list(ROLE_LABEL.finditer(inner))
    taken = {place for mark in marks for place in range(mark.start(), mark.end())}
    marks += [mark for mark in OTHER_LABEL.finditer(inner) if mark.start() not in taken]
    marks.sort(key=lambda mark: mark.start())
    roles: list[tuple[str, str]] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        if mark.re is OTHER_LABEL:
            continue
        words = inner[mark.end() : following.start() if following else None]
        role = mark["role"] or mark["short"]
        kind = "lead" if "牵头" in role or "主办" in role else "joint"
        if _COOPERATES.search(role) and "牵头" not in role and "责任" not in role:
            kind = "cooperating"
        if kind == "joint" and _LEADS.search(words):
            roles += _by_verbs(words.strip(_MARKS))
        else:
            roles.append((kind, _TAIL_VERB.sub("", words)))
    return roles


def _by_verbs(inner: str) -> list[tuple[str, str]]:
    """A、B牵头，C、D配合  →  (lead, A、B), (cooperating, C、D). Units before a verb share its role."""
    roles: list[tuple[str, str]] = []
    at = 0
    pending: str | None = None  # the role of what follows 会同
    for mark in VERB.finditer(inner):
        words = inner[at : mark.start()].strip(_MARKS).removeprefix("由")
        if words:
            roles.append((pending or mark.lastgroup or "joint", words))
        pending = "cooperating" if mark[0].endswith(("会同", "商")) else None
        at = mark.end()
    rest = inner[at:].strip(_MARKS)
    if pending and rest:
        roles.append((pending, rest))
    elif rest and (not roles or all(is_organ(unit) for unit in split_units(rest))):
        roles.append(("joint", rest))
    return roles

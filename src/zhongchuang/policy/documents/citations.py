"""Other documents this one names: 《title》（number）, with the relation the sentence states.

Not citations: the document itself and the text it issues, short names it gives (以下简称《办法》 is
resolved), its own annexes, forms and certificates (《申请表》, 《营业执照》), newspapers and books.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from zhongchuang.policy.documents import docnumber
from zhongchuang.policy.documents.cleaning import bare, squeeze
from zhongchuang.policy.documents.model import Citation, Relation

# What stands in one or two brackets behind a title: the number, a short name.
_BEHIND = re.compile(r"(?:\s*[（(](?:[^（）()]|[（(][^（）()]{0,40}[）)]){2,160}[）)]){1,2}")
_NOT_DOCUMENT = re.compile(
    r"(?:表|证|证书|执照|许可证|申请书|承诺书|责任书|协议书|(?<!框架)协议|合同|委托书|授权书|(?:核对|评估|检测|检验|鉴定|审计|体检|诊断|复核）?)报告|告知书|通知书|决定书"
    r"|建议书|任务书|证明|发票|凭证|登记簿|台账|(?<![汇通申])报|杂志|月刊|简报|名片|票据|回执|封面|清单表"
    r"|申报书|报告书|意见书|声明函|声明书|材料|专家库|范本|范例|白皮书|蓝皮书|备案书|说明书|委托函|保函|单|卡|册|日记|歌)$"
)
_KIND_OF_DOCUMENT = re.compile(
    r"(?:法|法典|宪法|条例|规定|办法|细则|规则|章程|规范|标准|准则|通则|通知|意见|决定|方案|计划|规划|纲要|目录|清单|指南"
    r"|指引|要点|协定|协议|安排|公约|措施|制度|预案|规程|名录|报告|公告|通告|批复|修正案)$"
)
_SHORT = re.compile(
    r"(?:以下|下)(?:统?简?称|统称"
    r"|称)(?:为)?\s*[：:]?\s*[“《〈\"]?(?P<short>[^”》〉\"，,。；）)]{1,30})[”》〉\"]?"
)
# What is said of the document itself: behind it (past further titles in the list), or just before it.
_REPEAL = re.compile(r"^[^，,]{0,40}?(?:废止|停止(?:执行|施行|使用)|失效|不再执行|撤销|终止执行)")
_REPEAL_BEFORE = re.compile(r"(?:废止|停止执行)(?:下列|以下|了)?[^，,]{0,12}$")
_NAMES = re.compile(r"《[^》]*》|[（(][^（）()]*[）)]")
_AMEND = re.compile(
    r"(?:作|做)(?:如下|以下|出)?.{0,6}修改|修改为|予以修改|进行修改|修改如下|修订为|作如下修改|决定修改|修正"
)
# A document carries out another where it says that it was made for that: 为贯彻落实《…》…, 根据《…》…制定本办法,
# 现就贯彻《…》提出…. A clause that applies another (按照《…》有关规定办理) only cites it.
_PURPOSE = re.compile(r"(?:^|[，,\s])(?:为了?|现就)[^。；]*(?:贯彻|落实|执行|实施)[^。；]{0,200}$")
_BASIS = re.compile(r"(?:根据|按照|依据|依照|遵照|遵循|参照|按)[^。；]{0,200}$")
_MADE = re.compile(
    r"(?<!另行)(?:制定|制订|修订|编制|出台|提出)|[现特](?:就|将|作出|予|公告|通知)|(?:通知|公告|通告|决定)如下|决定"
)
_OTHERS_MAKE = re.compile(r"(?:应当|应|要|须|负责|可以|可|由)[^，。；]{0,20}$")  # 各市要按照《…》制定实施细则
_EXCEPT = re.compile(r"除[^。；]*外")


@dataclass(frozen=True, slots=True)
class Known:
    """What a short name stands for; title None where that is the document itself or no document."""

    title: str | None
    number: str | None


def read_citations(
    parts: Iterable[tuple[str | None, str]], own: Iterable[str | None], own_number: str | None = None
) -> tuple[Citation, ...]:
    """The citations of a text given as (ref, words) parts in order; ``own`` are titles that are the
    document itself or its annexes (but for an earlier one of the same title: its number is not ``own_number``).
    One citation for each document and clause.
    """
    parts = list(parts)
    mine = {_key(title) for title in own if title}
    short: dict[str, Known] = {}
    numbers: dict[str, str] = {}
    found: dict[tuple[str | None, str | None, str | None], Citation] = {}
    for ref, text in parts:
        for title, number, relation in _in_text(text, mine, short, own_number):
            if title and number:
                numbers.setdefault(_key(title), number)
            found.setdefault((title, number, ref), Citation(title, number, relation, ref))
    whole = [_with_number(citation, numbers) for citation in found.values()]
    return tuple({(c.title, c.number, c.ref): c for c in reversed(whole)}.values())[::-1]


def _with_number(citation: Citation, numbers: dict[str, str]) -> Citation:
    """A document named again without its number is the same one."""
    if citation.number or not citation.title:
        return citation
    return Citation(citation.title, numbers.get(_key(citation.title)), citation.relation, citation.ref)


def _key(title: str) -> str:
    """A title for comparing: no spaces, quotes or brackets of the edition."""
    return re.sub(r"[《》〈〉“”\"]", "", bare(title))


def _in_text(
    text: str, mine: set[str], short: dict[str, Known], own_number: str | None
) -> Iterable[tuple[str | None, str | None, Relation]]:
    for start, end in titles_in(text):
        title = squeeze(text[start + 1 : end - 1].replace("\n", ""))
        key = _key(title)
        if key in short:
            known = short[key]
            if known.title is not None:
                yield known.title, known.number, _relation(text, start, end)
            continue
        behind = _BEHIND.match(text, end)
        number = _number_in(behind[0]) if behind else None
        earlier = number is not None and own_number is not None and number != own_number
        other = (earlier or not _is_own(key, mine)) and bool(number or _is_document(title))
        if behind and (alias := _SHORT.search(behind[0])):
            short[_key(alias["short"])] = Known(title, number) if other else Known(None, None)
        if other and key:
            yield title, number, _relation(text, start, end)


def _is_document(title: str) -> bool:
    """Whether a title without a number can be a document's (not a form, a certificate, a newspaper)."""
    if len(title) <= 6 and not _KIND_OF_DOCUMENT.search(title):
        return False  # 《看示例》: a column, a song, a book
    return len(title) >= 3 and not _NOT_DOCUMENT.search(re.sub(r"[（(][^（）()]*[）)]$", "", title))


def titles_in(text: str) -> list[tuple[int, int]]:
    """Spans of 《…》, outer ones only; 《…〈…〉…》 and 《…《…》…》 are one."""
    spans, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char == "《":
            if depth and index - start > 200:
                depth = 0  # never closed
            if depth == 0:
                start = index
            depth += 1
        elif char == "》" and depth:
            depth -= 1
            if depth == 0 and index - start <= 300:
                spans.append((start, index + 1))
    return spans


def _number_in(brackets: str) -> str | None:
    if standard := docnumber.STANDARD.search(brackets.lstrip(" （(")):
        return docnumber.normal(standard)
    if announcement := docnumber.ANNOUNCEMENT.search(brackets):
        return docnumber.announcement_number(announcement)
    if order := docnumber.ORDER.search(brackets):
        return docnumber.order_number(order)
    standard_number = re.search(r"[A-Z]{2,4}(?:[/／][A-Z])?\s*\d[\d.]*[-—－–]\d{4}", brackets)
    return squeeze(standard_number[0]) if standard_number else None


def _is_own(key: str, mine: set[str]) -> bool:
    return any(key == own or key == _core(own) or _core(key) == _core(own) for own in mine)


def _core(key: str) -> str:
    """A title without 关于 and without the organ before it, so that 《关于X的方案》 and X方案 are one."""
    key = re.sub(r"[（(][^（）()]*[）)]$", "", key)
    key = key.removeprefix("关于").replace("实施方案", "方案")
    return key.replace("的", "")


def _relation(text: str, start: int, end: int) -> Relation:
    left = max(text.rfind("。", 0, start), text.rfind("；", 0, start), text.rfind("\n", 0, start)) + 1
    stops = [place for stop in "。；\n" if (place := text.find(stop, end)) >= 0]
    sentence_before, sentence_after = text[left:start], text[end : min(stops, default=len(text))]
    before, after = _NAMES.sub("", sentence_before), _NAMES.sub("", sentence_after)
    kept = "除" in before and _EXCEPT.search(before + after)
    if not kept and (_REPEAL.search(after) or _REPEAL_BEFORE.search(before)):
        return Relation.REPEALS
    if _AMEND.search(sentence_after) or re.search(r"(?:修改|修订)\s*$", sentence_before):
        return Relation.AMENDS
    basis, made = _BASIS.search(sentence_before), _MADE.search(after)
    own = made and not _OTHERS_MAKE.search(sentence_before[: basis.start()] if basis else "")
    purpose = _PURPOSE.search(sentence_before)
    return Relation.IMPLEMENTS if purpose or (basis and own) else Relation.CITES

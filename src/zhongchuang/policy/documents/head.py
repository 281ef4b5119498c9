"""The head of a document: title, 发文字号, issuers, genre.

The head's lines are those above the addressees or the first sentence. The title is looked for upwards from
there: a formal title stands nearest to the text, the headline of a web page farther off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhongchuang.policy.documents import docnumber
from zhongchuang.policy.documents.cleaning import bare, squeeze
from zhongchuang.policy.documents.furniture import Metadata, is_furniture, is_metadata
from zhongchuang.policy.documents.labels import match_label
from zhongchuang.policy.documents.layout import Layout
from zhongchuang.policy.documents.marks import TOC
from zhongchuang.policy.documents.model import WarningCode
from zhongchuang.policy.documents.numerals import DATE
from zhongchuang.policy.documents.organs import is_organ, is_organ_line, split_organs
from zhongchuang.policy.documents.report import Report

GENRES = [
    "实施意见",
    "指导意见",
    "意见",
    "通知书",
    "通知",
    "管理办法",
    "实施办法",
    "暂行办法",
    "办法",
    "实施方案",
    "行动方案",
    "工作方案",
    "总体方案",
    "方案",
    "规定",
    "公告",
    "通告",
    "决定",
    "复函",
    "函",
    "批复",
    "实施细则",
    "细则",
    "条例",
    "行动计划",
    "计划",
    "发展规划",
    "规划纲要",
    "规划",
    "纲要",
    "政策措施",
    "若干措施",
    "措施",
    "若干政策",
    "政策",
    "规则",
    "命令",
    "令",
    "通报",
    "报告",
    "请示",
    "议案",
    "纪要",
    "公报",
    "决议",
    "工作指引",
    "指引",
    "操作指南",
    "指南",
    "工作要点",
    "要点",
    "任务清单",
    "清单",
    "目录",
    "标准",
    "制度",
    "章程",
    "应急预案",
    "预案",
    "解释",
    "答复",
    "规范",
    "准则",
    "导则",
    "倡议书",
    "公约",
    "守则",
    "规程",
    "程序",
    "法",
    "解决方案",
    "举措",
    "若干条",
    "要求",
    "名单",
    "办法》",
    "分工",
    "任务分工",
    "工程",
    "清样",
    "责任书",
]
_GENRE = "|".join(sorted(set(GENRES), key=len, reverse=True))
_SUFFIX = r"(?:\s*[（(](?:试行|暂行|修订|修订稿|修订版|修正|征求意见稿|草案|送审稿|[^（）()]{0,12}年[^（）()]{0,14}|[^（）()]{0,10}版|第[^（）()]{1,4}批|节录|摘要|节选)[）)])*"
_TITLE_END = re.compile(rf"(?:{_GENRE})[》”]?{_SUFFIX}$")
_ABOUT = re.compile(r"关\s*于")
_TAIL_NUMBER = re.compile(r"\s*[（(]\s*[^（）()]{0,40}(?:号|令)\s*[）)]\s*$")
_KINDS = ("意见", "通知", "办法", "方案", "规定", "公告", "通告", "决定", "复函", "函", "批复", "细则", "条例", "计划", "规划", "纲要", "措施", "规则", "令",
          "通报", "报告", "请示", "议案", "纪要", "公报", "决议", "指引", "指南", "要点", "清单", "目录", "标准", "制度", "章程", "预案", "解释", "答复",
          "规范", "准则", "导则", "政策", "规程", "法", "守则")  # fmt: skip
_RED_HEAD = re.compile(r"^(?P<organ>.{2,60}?)(?:文\s*件|公\s*报)$")
_STOP = re.compile(r"[。；]")


@dataclass(slots=True)
class Head:
    """What the head says; None or empty where it is silent."""

    title: str | None = None
    number: str | None = None
    issuers: tuple[str, ...] = ()
    genre: str | None = None


def read_head(layout: Layout, metadata: Metadata, page_title: str | None, report: Report) -> Head:
    """Title, number, issuers and genre of a document."""
    lines = [line for line in layout.head if not is_furniture(line) and not is_metadata(line)]
    head = Head()
    head.number = _number(lines, metadata, report)
    head.title = _title(lines) or _order_title(layout) or _outside_title(metadata, page_title, report)
    if head.title is None:
        report.add(WarningCode.NO_TITLE, "文中没有标题。")
    head.genre = genre_of(head.title)
    head.issuers = _issuers(layout, head.title, lines, report)
    return head


def genre_of(title: str | None) -> str | None:
    """The kind of document its title ends with (意见, 通知, 办法 …), or None."""
    if not title:
        return None
    core = re.sub(rf"{_SUFFIX}$", "", squeeze(title)).rstrip("》”")
    return next((kind for kind in sorted(_KINDS, key=len, reverse=True) if core.endswith(kind)), None)


def _title(lines: list[str]) -> str | None:
    """The formal title: searched upwards from the text."""
    for end in range(len(lines) - 1, -1, -1):
        if title := _title_ending_at(lines, end):
            return title
    return None


def _title_ending_at(lines: list[str], end: int) -> str | None:
    last = _TAIL_NUMBER.sub("", lines[end]).strip()
    if not _TITLE_END.search(squeeze(last)) or not _can_be_title(last):
        return None
    parts = [last]
    for above in range(end - 1, max(-1, end - 8), -1):
        line = lines[above].strip()
        joined = squeeze("".join(parts))
        if not _can_be_title(line) or bare(line) == bare("".join(parts)) or _complete(joined):
            break
        if not _ABOUT.search(joined):
            if _ABOUT.search(line) and not _TITLE_END.search(squeeze(line)) or _unfinished(line):
                parts.insert(0, line)
                continue
            if (
                not _ABOUT.search(line)
                and len(joined) < 12
                and not is_organ_line(line)
                and above
                and _ABOUT.search(lines[above - 1])
            ):
                parts.insert(0, line)
                continue
            break
        if _ABOUT.match(joined) and is_organ_line(line) and not _RED_HEAD.match(line):
            parts.insert(0, line)
            continue
        break
    organs = [part for part in parts if is_organ_line(part)]
    words = " ".join(part for part in organs)
    rest = "".join(part for part in parts if part not in organs)
    title = re.sub(
        r"\s+", " ", (words + ("" if not words else "") + rest) if not organs else words + rest
    ).strip()
    return _tidy(title) if len(bare(title)) >= 4 else None


def _tidy(title: str) -> str:
    """Spaces kept between organs only."""
    match = _ABOUT.search(title)
    if match and match.start() and all(is_organ(word) for word in split_organs(title[: match.start()])):
        return " ".join(split_organs(title[: match.start()])) + squeeze(title[match.start() :])
    return squeeze(title)


def _complete(title: str) -> bool:
    """Whether a title begins with the organ that issues it."""
    match = _ABOUT.search(title)
    return bool(match and match.start() >= 2 and is_organ(title[: match.start()].split(" ")[-1]))


def _unfinished(line: str) -> bool:
    return squeeze(line).endswith(
        ("印发", "转发", "批转", "发布", "公布", "修改", "废止", "的", "和", "及", "与", "、", "《")
    )


def _can_be_title(line: str) -> bool:
    return (
        0 < len(line) <= 130
        and not _STOP.search(line)
        and not match_label(line)
        and not docnumber.STANDARD.fullmatch(line.strip("（）() "))
        and not DATE.fullmatch(line)
        and not TOC.match(line)
        and not line.endswith(("：", ":"))
        and not re.match(r"^[（(].*[）)]$", line)
        and not re.search(r"[>＞|│_]|点击|解读：|来源：|http|www\.|您", line)
    )


def _order_title(layout: Layout) -> str | None:
    """An order (令) has no title of its own: it is known by that of the text it issues."""
    if (
        any(squeeze(line).endswith("令") or docnumber.ORDER.search(line) for line in layout.head)
        and layout.issued_title
    ):
        return squeeze("".join(layout.issued_title))
    return None


def _outside_title(metadata: Metadata, page_title: str | None, report: Report) -> str | None:
    outside = metadata.title
    if outside is None and page_title:
        name = re.split(r"\s*[_|｜]\s*|\s+[-–—]\s*", page_title)[0].strip()
        outside = name if _TITLE_END.search(squeeze(name)) else None
    if outside:
        report.add(WarningCode.TITLE_FROM_PAGE, "正文没有标题，标题取自网页的信息栏或网页标题。")
        return _tidy(_TAIL_NUMBER.sub("", outside))
    return None


def _number(lines: list[str], metadata: Metadata, report: Report) -> str | None:
    """The first number in the head nearest to the title; other numbers are reported."""
    found: list[str] = []
    for line in lines:
        text = line.strip()
        match = docnumber.STANDARD.search(text)
        if match and len(text) - len(match[0]) <= 60 and not re.search(r"[《。]", text):
            found.append(docnumber.normal(match))
            if docnumber.is_malformed(match):
                report.add(
                    WarningCode.MALFORMED_DOC_NUMBER,
                    f"发文字号“{squeeze(match[0])}”不合规范，已写作“{docnumber.normal(match)}”。",
                )
        elif not match and len(text) < 90 and "《" not in text:
            if match := docnumber.ANNOUNCEMENT.search(text):
                found.append(docnumber.announcement_number(match))
            elif (match := docnumber.ORDER.search(text)) and len(text) - len(match[0]) <= 6:
                found.append(docnumber.order_number(match))
    distinct = list(dict.fromkeys(found))
    if len(distinct) > 1:
        report.add(
            WarningCode.SECOND_DOC_NUMBER,
            f"文首有 {len(distinct)} 个发文字号：{'、'.join(distinct)}，取最靠近正文的一个。",
        )
    if distinct:
        return distinct[-1]
    if metadata.number and (match := docnumber.STANDARD.search(metadata.number)):
        return docnumber.normal(match)
    return squeeze(metadata.number) if metadata.number and re.search(r"\d.*号", metadata.number) else None


def _issuers(layout: Layout, title: str | None, lines: list[str], report: Report) -> tuple[str, ...]:
    """From the signature, else from the title, else from the red head (XX文件)."""
    if layout.signature and layout.signature.organs:
        return layout.signature.organs
    if title and (match := _ABOUT.search(title)) and match.start() >= 2:
        organs = split_organs(re.sub(r"印发$", "", title[: match.start()]))
        if all(is_organ(name) for name in organs):
            report.add(WarningCode.ISSUERS_FROM_TITLE, "文末没有署名，发文机关取自标题。")
            return tuple(organs)
    for line in lines:
        if match := _RED_HEAD.match(line):
            organs = split_organs(match["organ"])
            if all(is_organ(name) for name in organs):
                return tuple(organs)
    report.add(WarningCode.NO_ISSUER, "文中没有署名，标题也没有写明发文机关。")
    return ()

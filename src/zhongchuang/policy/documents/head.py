"""The head of a document: title, 发文字号, issuers, genre.

The head's lines are those above the addressees or the first sentence. The title is looked for upwards from
there: a formal title stands nearest to the text, the headline of a web page farther off.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from zhongchuang.policy.documents import docnumber
from zhongchuang.policy.documents.citations import titles_in
from zhongchuang.policy.documents.cleaning import bare, squeeze
from zhongchuang.policy.documents.furniture import Metadata, is_furniture, is_metadata
from zhongchuang.policy.documents.labels import match_label
from zhongchuang.policy.documents.layout import Layout
from zhongchuang.policy.documents.marks import TOC
from zhongchuang.policy.documents.model import WarningCode
from zhongchuang.policy.documents.numerals import DATE, to_date
from zhongchuang.policy.documents.organs import is_organ, is_organ_line, split_organs
from zhongchuang.policy.documents.report import Report

# What titles end with: kinds of documents, and words that end a title and name no kind.
_KINDS = (
    "意见|通知|办法|方案|规定|公告|通告|决定|复函|函|批复|细则|条例|计划|规划|纲要|措施|规则|令|通报|报告|请示|议案|"
    "纪要|公报|决议|指引|指南|要点|清单|目录|标准|制度|章程|预案|解释|答复|规范|准则|导则|政策|规程|法|守则"
)
_OTHER_ENDS = "通知书|命令|倡议书|公约|程序|举措|若干条|要求|名单|分工|工程|责任书|任务"
_SUFFIX = (
    r"(?:\s*[（(](?:试行|暂行|修订|修订稿|修订版|修正|征求意见稿|草案|送审稿|草案[^（）()]{1,8}|节录|摘要|节选"
    r"|[^（）()]{0,12}年[^（）()]{0,14}|[^（）()]{0,10}版|第[^（）()]{1,4}批)[）)])*"
)
_TITLE_END = re.compile(rf"(?:{_KINDS}|{_OTHER_ENDS})[》”]?{_SUFFIX}$")
# （试行） on a line of its own under the title.
_EDITION_BELOW = re.compile(
    r"[（(](?:试行|暂行|修订版?|征求意见稿|送审稿|草案[^（）()]{0,8}|[0-9]{4}年(?:修订)?版?)[）)]"
)
_GENRE = re.compile(rf"(?:{_KINDS})$")
_ABOUT = re.compile(r"关\s*于")
_OPENS = re.compile(r"关于(?!我们)|^.{2,30}?(?:政府|办公厅|部|委|局|厅|院|会)(?:对|转发|批转|印发)")
_FORWARDS = re.compile(r"^.{2,30}(?:政府|办公厅|部|委|局|厅)(?:转发|批转|印发).{2,20}$")
# A line that is a title by itself: …的意见, but not 关于印发…办法, which waits for 的通知.
_ENDS_WHOLE = re.compile(
    r"(?:通知|公告|决定|函|通报|批复|答复)$|^(?!.*关于(?:印发|转发|批转|发布|公布|废止|修改))"
    r".*(?:意见|办法|方案|规定|细则|措施|规划|计划|请示|报告)$"
)
_BEGINS = re.compile(r"关于|印发|转发")
_ORDER_LINE = re.compile(
    r"^[\u4e00-\u9fff]{2,40}令(?:[（(]?第?\s*[\d一二三四五六七八九十百零〇]+\s*号[）)]?)?$"
)
_TAIL_NUMBER = re.compile(r"\s*[（(]\s*[^（）()]{0,40}(?:号|令)\s*[）)]\s*$")
_RED_HEAD = re.compile(r"^(?P<organ>.{2,60}?)(?:文\s*件|公\s*报)$")
_PLACE_IN_TITLE = re.compile(r"[（(][\u4e00-\u9fff]{1,8}[）)]")  # 中国 / （示例） / 自由贸易试验区…
_OPENS_WITH_ORGAN = re.compile(r".{2,20}?(?:省|市|县|区|州|盟|旗|政府|厅|局|委|部|院|会)")
_STOP = re.compile(r"[。；]")


# （2021年7月27日示例令第746号公布 …）: under the title of a regulation printed without its order.
_ENACTED = re.compile(
    rf"{DATE.pattern}\s*(?P<organ>[\u4e00-\u9fff]{{2,40}}?)\s*令\s*第?\s*(?P<serial>\d{{1,5}})\s*号\s*(?:公布|发布)"
)


# （2030年3月5日东海省第十三届人民代表大会常务委员会第三次会议通过）: a law's 成文日期 is the day it was adopted.
_ADOPTED = re.compile(
    rf"{DATE.pattern}\s*(?P<organ>[\u4e00-\u9fff]{{0,30}}人民代表大会(?:常务委员会)?)第[\u4e00-\u9fff\d]{{1,5}}次会议(?:通过|修订)"
)


@dataclass(frozen=True, slots=True)
class Enactment:
    """By what order or vote a law was made, as the bracket under its title says; a vote has no number."""

    number: str | None
    issuer: str
    date: datetime.date | None


def read_enactment(lines: list[str]) -> Enactment | None:
    """The last order or vote named in the bracket under the title (later ones amend earlier ones), or None."""
    for line in lines:
        orders = list(_ENACTED.finditer(line)) if re.match(r"^[（(]", line) else []
        if orders:
            organ = re.sub(r"^中华人民共和国(?=.)", "", squeeze(orders[-1]["organ"]))
            return Enactment(f"{organ}令第{orders[-1]['serial']}号", organ, to_date(orders[-1]))
        votes = list(_ADOPTED.finditer(line)) if re.match(r"^[（(]", line) else []
        if votes:
            organ = re.sub(r"第[\u4e00-\u9fff]{1,4}届", "", squeeze(votes[-1]["organ"]))
            return Enactment(None, organ, to_date(votes[-1]))
    return None


@dataclass(slots=True)
class Head:
    """What the head says; None or empty where it is silent."""

    title: str | None = None
    number: str | None = None
    issuers: tuple[str, ...] = ()
    genre: str | None = None
    enactment: Enactment | None = None


def read_head(layout: Layout, metadata: Metadata, page_title: str | None, report: Report) -> Head:
    """Title, number, issuers and genre of a document."""
    lines = [line for line in layout.head if not is_furniture(line) and not is_metadata(line)]
    order = next((squeeze(line) for line in lines if _ORDER_LINE.match(squeeze(line))), None)
    head = Head(enactment=None if order else read_enactment(lines))
    head.number = _number(lines, metadata, order, report)
    if head.enactment and not head.number:
        head.number = head.enactment.number
    known = [title for title in (metadata.title, page_title) if title]
    if order and layout.issued_title:  # an order has no title of its own: it is known by the text it issues
        head.title = _tidy("".join(layout.issued_title))
    else:
        head.title = _title([line for line in lines if squeeze(line) != order], known)
    head.title = head.title or _outside_title(metadata, page_title, report)
    if head.title is None:
        report.add(WarningCode.NO_TITLE, "文中没有标题。")
    head.genre = genre_of(head.title)
    if head.enactment and not (layout.signature and layout.signature.organs):
        head.issuers = (head.enactment.issuer,)
    else:
        head.issuers = _issuers(layout, head.title, lines, order, report)
    return head


def genre_of(title: str | None) -> str | None:
    """The kind of document its title ends with (意见, 通知, 办法 …), or None."""
    if not title:
        return None
    core = re.sub(rf"{_SUFFIX}$", "", squeeze(title)).rstrip("》”")
    found = _GENRE.search(core)
    return found[0] if found else None


def _title(lines: list[str], known: list[str]) -> str | None:
    """The formal title: searched upwards from the text. ``known`` are titles the page gives elsewhere;
    they only tell how many lines belong together.
    """
    lines = _whole_ends(lines)
    for end in range(len(lines) - 1, -1, -1):
        last = _TAIL_NUMBER.sub("", lines[end]).strip()
        if _TITLE_END.search(squeeze(last)) and _can_be_title(last):
            size = _lines_of(lines, end, last, known) or _lines_above(lines, end, last)
            title = _compose([*lines[end - size + 1 : end], last])
            below = squeeze(lines[end + 1]) if end + 1 < len(lines) else ""
            return title + below if title and _EDITION_BELOW.fullmatch(below) else title
    for end in range(len(lines) - 1, -1, -1):
        if size := _lines_of(lines, end, lines[end], known):
            return _compose(lines[end - size + 1 : end + 1])
    return None


def _whole_ends(lines: list[str]) -> list[str]:
    """The lines with the last characters of a title, set on a line of their own (…的通 / 知), put back."""
    whole: list[str] = []
    for line in lines:
        above = whole[-1] if whole else ""
        tail = 0 < len(line) <= 4 and 16 <= len(above) <= 100 and _can_be_title(above) and _can_be_title(line)
        if tail and _TITLE_END.search(squeeze(above + line)) and not _TITLE_END.search(squeeze(above)):
            whole[-1] = above + line
        else:
            whole.append(line)
    return whole


def _lines_of(lines: list[str], end: int, last: str, known: list[str]) -> int:
    """How many lines ending here make up one of the known titles; 0 if none does."""
    wanted = {bare(_TAIL_NUMBER.sub("", title)) for title in known}
    joined = bare(last)
    for size in range(1, 9):
        if joined in wanted:
            return size
        if end - size < 0:
            break
        joined = bare(lines[end - size]) + joined
    return 0


def _lines_above(lines: list[str], end: int, last: str) -> int:
    """How many lines a title ending here takes: up to the one with 关于, and the organs above that."""
    size, joined = 1, squeeze(last)
    if not _ABOUT.search(joined):
        for more in range(1, 7):
            line = lines[end - more].strip() if end - more >= 0 else ""
            whole = _OPENS.search(squeeze(line)) and _ENDS_WHOLE.search(squeeze(line))
            if _PLACE_IN_TITLE.fullmatch(squeeze(line)):
                continue
            if not _can_be_title(line) or whole or is_organ_line(line):
                break
            if _OPENS.search(squeeze(line)) and len(squeeze(line)) >= 6:
                size += more
                break
        if size == 1 and end and _goes_on_below(lines[end - 1], joined):
            size = 2
    first = squeeze(lines[end - size + 1] if size > 1 else last)
    if end - size >= 0 and _organ_begun(squeeze(lines[end - size]), first):
        return size + 1
    while _BEGINS.match(first) and end - size >= 0:
        line = lines[end - size].strip()
        if not _can_be_title(line) or not (is_organ_line(line) or _FORWARDS.match(squeeze(line))):
            break
        size += 1
    return size


def _goes_on_below(line: str, last: str) -> bool:
    """Whether a line is the first half of a title without 关于: it opens with an organ or a place and is as long
    as a full line (北京市市场监督管理局进一步优化营商环境降低市场主体制 / 度性交易成本工作方案).
    """
    words = squeeze(line)
    return bool(
        last
        and len(words) >= 18
        and len(words) >= len(last)
        and _OPENS_WITH_ORGAN.match(words)
        and not _TITLE_END.search(words)
        and "\u4e00" <= words[-1] <= "\u9fff"
        and not words.endswith(("网站", "门户", "平台", "频道", "网"))
    )


def _organ_begun(above: str, first: str) -> bool:
    """Whether the name of the organ before 关于 begins on the line above and is cut there."""
    match = _ABOUT.search(first)
    return bool(
        match
        and len(above) >= 12
        and "\u4e00" <= above[-1] <= "\u9fff"
        and _can_be_title(above)
        and not is_organ_line(above)
        and not _TITLE_END.search(above)
        and is_organ(above + first[: match.start()])
        and not above.endswith(("网站", "门户", "平台", "频道", "网"))
    )


def _compose(lines: list[str]) -> str | None:
    organs = [line for line in lines if is_organ_line(line)]
    rest = "".join(line.strip() for line in lines if line not in organs)
    title = _tidy(" ".join(organs) + rest)
    if titles_in(title) == [(0, len(title))]:
        title = title[1:-1]  # the whole title in 《》, as law sites print it
    return title if len(title) >= 4 else None


def _tidy(title: str) -> str:
    """A title without the spaces of typesetting; those between organs are kept."""
    match = _ABOUT.search(title)
    organs = title[: match.start()] if match else ""
    if (
        match
        and organs.strip()
        and "、" not in organs
        and all(is_organ(word) for word in split_organs(organs))
    ):
        return " ".join(split_organs(organs)) + squeeze(title[match.start() :])
    return squeeze(title)


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


def _outside_title(metadata: Metadata, page_title: str | None, report: Report) -> str | None:
    outside = metadata.title
    if outside is None and page_title:
        name = re.split(r"\s*[_|｜]\s*|\s+[-–—]\s*", page_title)[0].strip()
        outside = name if _TITLE_END.search(squeeze(name)) else None
    if outside:
        report.add(WarningCode.TITLE_FROM_PAGE, "正文没有标题，标题取自网页的信息栏或网页标题。")
        return _tidy(_TAIL_NUMBER.sub("", outside))
    return None


def _number(lines: list[str], metadata: Metadata, order: str | None, report: Report) -> str | None:
    """The number in the head nearest to the text; other numbers are reported."""
    found: list[str] = []
    for index, line in enumerate(lines):
        text = line.strip()
        if re.search(r"[《。]", text):
            continue
        if match := docnumber.STANDARD.search(text):
            number = docnumber.normal(match)
            found.append(number)
            if docnumber.is_malformed(match):
                said = f"发文字号“{squeeze(match[0])}”不合规范，已写作“{number}”。"
                report.add(WarningCode.MALFORMED_DOC_NUMBER, said)
        elif match := docnumber.ANNOUNCEMENT.fullmatch(text.strip("（）() ")):
            found.append(docnumber.announcement_number(match, lines[index - 1] if index else ""))
        elif match := docnumber.ORDER.fullmatch(text.strip("（）() ")):
            found.append(docnumber.order_number(match, order))
    distinct = list(dict.fromkeys(found))
    if len(distinct) > 1:
        report.add(
            WarningCode.SECOND_DOC_NUMBER,
            f"文首有 {len(distinct)} 个发文字号（{'、'.join(distinct)}），取最后一个。",
        )
    outside = squeeze(metadata.number) if metadata.number and re.search(r"\d.*号", metadata.number) else None
    if outside and (match := docnumber.STANDARD.search(outside)):
        outside = docnumber.normal(match)
    if distinct and not (outside and order and outside.endswith(distinct[-1].split("令")[-1])):
        return distinct[-1]
    return outside  # the site writes 国令第707号 where the order itself says only 第707号


_PARTY_AND_GOVERNMENT = re.compile(
    r"^(中共.{2,20}?(?:办公室|办公厅|委员会|委))(?!员会|办公)[、，]?(.{2,20}?(?:人民政府|国务院)(?:办公室"
    r"|办公厅)?)$"
)


def _parted(organs: Iterable[str]) -> tuple[str, ...]:
    """中共X市委办公室X市人民政府办公室, printed without a space, is two organs."""
    parted: list[str] = []
    for organ in organs:
        organ = _SEAL_FOR.sub("", organ)
        match = _PARTY_AND_GOVERNMENT.match(organ)
        parted += match.groups() if match else _by_place(organ)
    return tuple(parted)


_SEAL_FOR = re.compile(r"[（(]\s*代\s*[章印]\s*[）)]$")  # another organ's seal stands for it
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}?[省市县区州]")


def _by_place(organ: str) -> list[str]:
    """示例省财政厅示例省科学技术厅, printed without a space: the place named again begins the next organ."""
    place = _PLACE.match(organ)
    at = organ.find(place[0], place.end()) if place else -1
    if place is None or at < 0 or not is_organ(organ[:at]) or not is_organ(organ[at:]):
        return [organ]
    if not re.search(r"(?:厅|局|委|委员会|部|办公室|政府|署|院)$", organ[:at]):
        return [organ]
    return [organ[:at], *_by_place(organ[at:])]


def _issuers(
    layout: Layout, title: str | None, lines: list[str], order: str | None, report: Report
) -> tuple[str, ...]:
    """From the signature, else from the title, the order's first line, or the red head (XX文件)."""
    if layout.signature and layout.signature.organs:
        return _parted(layout.signature.organs)
    if order:
        return (re.sub(r"^中华人民共和国(?=.)|令.*$", "", order),)
    if title and (match := _ABOUT.search(title)) and match.start() >= 2:
        organs = split_organs(re.sub(r"(?:印发|转发|批转)$", "", title[: match.start()]))
        if organs and all(is_organ(name) for name in organs):
            report.add(WarningCode.ISSUERS_FROM_TITLE, "文末没有署名，发文机关取自标题。")
            return _parted(organs)
    for line in lines:
        if match := _RED_HEAD.match(line):
            organs = split_organs(match["organ"])
            if all(is_organ(name) for name in organs):
                return tuple(organs)
    report.add(WarningCode.NO_ISSUER, "文中没有署名，标题也没有写明发文机关。")
    return ()

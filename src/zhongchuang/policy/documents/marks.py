"""Lines that can be told by their form alone: addressees, annex marks, signatures' dates, notes, the
colophon.
"""

from __future__ import annotations

import re

from zhongchuang.policy.documents.furniture import is_metadata
from zhongchuang.policy.documents.labels import match_label
from zhongchuang.policy.documents.numerals import DATE
from zhongchuang.policy.documents.organs import ORGAN_END
from zhongchuang.policy.documents.source import Block, Paragraph

ISSUING = re.compile(
    r"现(?:予以?|将[^。]{0,160}?)?(?:印发|转发|批转|公布|发布|颁布|下发|印送)(?:给你们|你们|给你|如下|实施"
    r"|执行|[，。,；《]|施行|公布|后)"
    r"|(?:予以|予)(?:印发|公布|发布)|现予?(?:以)?(?:印发|公布|发布|转发)|印发(?:给)?你们|转发给你们"
    r"|(?:通过|同意|批准)[^。]{0,30}现[^。]{0,8}(?:公布|印发|发布)"
    r"|请(?:认真)?(?:结合[^。]{0,12})?(?:遵照|贯彻|组织|参照|抓好)[^。]{0,12}(?:执行|落实|实施)"
)
_ADDRESSEE = re.compile(
    rf"^(?:各[^。？！]{{1,900}}|[^。？！：:]{{0,900}}{ORGAN_END}(?:[（(][^（）()]{{1,60}}[）)])?)[：:]$"
)
_NOT_ADDRESSEE = re.compile(
    r"^(?:附|注|位置|搜索|热词|来源|发布|时间|日期|索引|标题|名称|文号|责任|牵头|配合|主办|承办|联系|地址"
    r"|电话|抄送|现将|经|为|根据|按照|关于|如下)"
    r"|如下[：:]$|(?:以下|下列)[^：:]{0,16}[：:]$|(?:意见|通知|事项|要求|内容)[：:]$|搜索|热词|位置"
)
SENTENCE = re.compile(r"[。；]|[，,].*[，,].*")
DATE_LINE = re.compile(
    rf"^[（(]?\s*(?P<organs>[^0-9０-９二一，。；：、]{{0,60}}?)\s*{DATE.pattern}\s*(?P<rest>[）)]?\s*(?:[（(].{{0,30}}[）)])?)$"
)
_PERSON = re.compile(
    r"^(?:代)?(?:总理|省长|市长|主席|部长|主任|局长|署长|行长|会长|州长|县长|区长|厅长|署理|委员长|秘书长"
    r"|院长|检察长|审计长)\s*[：:]?\s*\S{1,3}(?:\s*\S{1,2})?$"
)
NOTE_LINE = re.compile(
    r"^[（(]\s*(?:此件|本文|此文|公开|主动公开|依申请|信息公开|联系人|联系电话|联系方式|政务公开|不予公开"
    r"|此页|此件公开|咨询)[^）)]{0,120}[）)]$"
)
COLOPHON = re.compile(
    r"^(?:抄\s*[送报]|主\s*送|报\s*[：:]|送\s*[：:]|分\s*送|公开(?:方式|属性|形式|范围)|信息公开(?:选项"
    r"|属性|类别|形式)|政府信息公开|政务公开(?:选项)?|校对|打字|共印|"
    r"主题词)\s*[：:]|.{0,60}日\s*印\s*发$|^共印.{0,10}份|^.{0,20}(?:校对|打印)[：:]"
)
ANNEX_MARK = re.compile(
    r"^(?P<kind>附\s*[件表录])\s*(?P<n>[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})?\s*(?P<sep>[：:．.、—－-]"
    r"|\s+|$)?\s*(?P<title>.*)$"
)
LISTED = re.compile(r"^(?P<n>[0-9０-９]{1,2})\s*[．.、]\s*(?P<title>\S.*)$")
SIGN_OF_TITLE = re.compile(
    r"^[^。；]{0,120}(?:意见|通知|办法|方案|规定|公告|决定|批复|复函|函|答复|通报|细则|措施|规划|计划|请示"
    r"|报告)$"
)
TOC = re.compile(r"^目\s*[录次]$")


def text_of(block: Block) -> str:
    """The words of a paragraph; empty for a table."""
    return block.text if isinstance(block, Paragraph) else ""


def may_address(line: str) -> bool:
    """Whether nothing in a line ending with a colon speaks against its being an address."""
    return not _NOT_ADDRESSEE.search(line) and not match_label(line) and not is_metadata(line)


def is_addressee(line: str) -> bool:
    """Whether a line is the 主送机关: organs, ending with a colon."""
    return (
        bool(_ADDRESSEE.match(line))
        and not _NOT_ADDRESSEE.search(line)
        and not match_label(line)
        and not is_metadata(line)
    )


def is_person(line: str) -> bool:
    """Whether a line is the office and name under an order: 总理　李克强, 市　长：…."""
    return bool(_PERSON.match(re.sub(r"\s", "", line)))


def annex_mark(line: str) -> re.Match[str] | None:
    """附件, 附件1, 附件2：title — and not a sentence that speaks of an annex."""
    match = ANNEX_MARK.match(line)
    if match is None or len(line) > 120:
        return None
    title = match["title"]
    if title and (match["sep"] is None or SENTENCE.search(title) or title[0] in "的中所和规要"):
        return None
    return match

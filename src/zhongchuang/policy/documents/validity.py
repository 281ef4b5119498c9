"""From when to when a document holds: 自…起施行, 有效期N年, 有效期至…, 执行至…."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from zhongchuang.policy.documents.model import WarningCode
from zhongchuang.policy.documents.numerals import DATE, anniversary, cn_number, to_date
from zhongchuang.policy.documents.report import Report

_IN_FORCE = "(?:施行|执行|实施|生效|试行)"
_N = r"\d{1,3}|[一二三四五六七八九十两]{1,3}"
_UNNAMED_DATE = re.sub(r"[?]P<[ymd]>", "?:", DATE.pattern)
_FROM_DATE = re.compile(rf"(?:自|从|于)\s*{DATE.pattern}\s*(?:起|开始)?[^。；，]{{0,6}}?{_IN_FORCE}")
_ISSUE = r"(?:自|从)\s*(?:发布|印发|公布|颁布|发文|签发|下发|公告|批准|印制)之?日\s*"
_FROM_ISSUE = re.compile(rf"{_ISSUE}(?:起|开始)[^。；，]{{0,4}}?{_IN_FORCE}")
_AFTER_ISSUE = re.compile(rf"{_ISSUE}起\s*(?P<n>{_N})\s*(?:个工作)?日后")
_YEARS = re.compile(
    rf"(?:有效期(?:限)?\s*(?:为|暂定)?\s*[：:]?|(?:试行|施行|执行)期(?:限)?为?|[,，]试行)\s*(?P<n>{_N})\s*年"
)
_TERM = "(?:有效期|执行期限|政策执行|执行|实施期限|施行|有效|期限|实施|试行|延续|延长)"
_UNTIL = re.compile(rf"{_TERM}[^。；，]{{0,10}}?(?:至|到)\s*{DATE.pattern}")
_RANGE = re.compile(rf"(?:自|从)?\s*{DATE.pattern}\s*起?(?:至|—|－|-|到)\s*(?P<until>{_UNNAMED_DATE})")
_IN_RANGE = re.compile("执行|施行|有效|实施")
_KINDS = (
    "办法|规定|意见|通知|细则|方案|条例|措施|公告|政策|规则|决定|文件|制度|指引|规范|通告|实施|若干|标准|暂行|通则|法|令|"
    "批复|函|规程|章程|准则|预案|目录|计划|规划|指南"
)
# 本办法自…: plainly the document's own term; heard before 本通知规定的标准从…执行.
_PLAINLY = re.compile(
    rf"(?:本|此|该)(?:实施|暂行|管理|若干)?(?:{_KINDS})\w{{0,4}}(?:自|从|于|有效期|执行期限)"
)
# Sentences that speak of the document as a whole.
_ITSELF = re.compile(
    rf"(?:本|此|该)(?:{_KINDS})(?!规定的|所称|中|所规定)|^\s*[^，]{{0,30}}(?:自|从)[^，]{{2,24}}起(?:施行|执行|实施|生效)|^.{{0,12}}有效期"
    r"|(?:上述|以上)(?:各项)?政策.*执行期限|现(?:予以?)?(?:公布|印发|发布)(?:《[^》]{2,80}》)?[，,]自"
)


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and last day of force, inclusive; None where the text does not say."""

    start: datetime.date | None
    end: datetime.date | None


def read_validity(text: str, issued: datetime.date | None, report: Report) -> Validity:
    """The term a document sets itself. Only sentences that speak of the document as a whole are heard."""
    text = re.sub(r"(?<=[自从])\n", "", text)  # a line that ends so goes on in the next
    sentences = [sentence for sentence in re.findall(r"[^。；\n]+", text) if _ITSELF.search(sentence)]
    sentences.sort(key=lambda sentence: not _PLAINLY.search(sentence))
    start = next((day for sentence in sentences if (day := _start(sentence, issued, report))), None)
    end = next((day for sentence in sentences if (day := _end(sentence, start))), None)
    return Validity(start, end)


def _start(sentence: str, issued: datetime.date | None, report: Report) -> datetime.date | None:
    if match := _FROM_DATE.search(sentence):
        return to_date(match)
    if (match := _AFTER_ISSUE.search(sentence)) and issued and "工作" not in match[0]:
        report.add(WarningCode.DATE_FROM_ISSUE, "文中只写“自印发之日起”，施行日期按成文日期推算。")
        return issued + datetime.timedelta(days=cn_number(match["n"]) or 0)
    if _FROM_ISSUE.search(sentence) and issued:
        report.add(WarningCode.DATE_FROM_ISSUE, "文中只写“自印发之日起”，施行日期按成文日期推算。")
        return issued
    if (match := _RANGE.search(sentence)) and _IN_RANGE.search(sentence):
        return to_date(match)
    return None


def _end(sentence: str, start: datetime.date | None) -> datetime.date | None:
    if match := _UNTIL.search(sentence):
        return to_date(match)
    if (
        (match := _RANGE.search(sentence))
        and _IN_RANGE.search(sentence)
        and (until := DATE.search(match["until"]))
    ):
        return to_date(until)
    if (match := _YEARS.search(sentence)) and start:
        years = cn_number(match["n"]) or 0
        return anniversary(start, years) - datetime.timedelta(days=1) if years else None
    return None

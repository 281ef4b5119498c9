"""发文字号: the number of a document, in its many printed forms, written one way.

GB/T 9704-2012: 机关代字 + 〔year〕 + serial + 号, no 第, no zero padding. Also read: 公告2023年第19号,
国令第707号.
"""

from __future__ import annotations

import re

_CODE = r"[\u4e00-\u9fffA-Za-z]"
_OPEN, _CLOSE = r"[〔\[【（(﹝［〈<{„“]", r"[〕\]】）)﹞］〉>}‟”]"
_YEAR = r"(?:19|20)\s*\d\s*\d"
# 国办发〔2016〕7号, with any brackets, one missing bracket, spaces, 第.
STANDARD = re.compile(
    rf"(?P<code>{_CODE}(?:{_CODE}|\s(?=\S)"
    rf"|（[\u4e00-\u9fff]{{1,4}}）){{0,19}}?)\s*(?P<open>{_OPEN})\s*(?P<year>{_YEAR})\s*(?P<extra>[\d年]*)\s*"
    rf"(?P<close>{_CLOSE}?)\s*(?P<no>第?)\s*(?P<serial>\d[\d\s]{{0,6}})\s*号"
)
# 财政部公告2023年第19号, 2018年第23号, 财政部 税务总局公告2023年第7号
ANNOUNCEMENT = re.compile(
    rf"(?P<organ>[\u4e00-\u9fff\s、]{{0,80}}?(?:公告|令|通告"
    rf"|公报)\s*)?[（(〔]?\s*(?P<year>{_YEAR})\s*[）)〕]?\s*年?\s*第\s*(?P<serial>\d{{1,5}})\s*号"
)
# 国令第707号, 中华人民共和国国务院令 第707号, 第18号令
ORDER = re.compile(
    r"(?P<organ>[\u4e00-\u9fff\s、]{0,60}?(?:令|公告))\s*[（(]?第?\s*(?P<serial>\d[\d\s]{0,6}"
    r"|[一二三四五六七八九十百零〇]{1,7})\s*号[）)]?|第\s*(?P<serial2>\d[\d\s]{0,6})\s*号(?P<tail>令)?"
)


def normal(match: re.Match[str]) -> str:
    """A STANDARD match written the standard way: 〔〕, no spaces, no 第."""
    code = re.sub(r"\s", "", match["code"])
    year, serial = re.sub(r"\s", "", match["year"]), re.sub(r"\s", "", match["serial"])
    return f"{code}〔{year}〕{serial}号"


def is_malformed(match: re.Match[str]) -> bool:
    """Whether a STANDARD match departs from the form: other or missing brackets, 第, a padded serial, a
    stray digit.
    """
    return (
        match["open"] not in "〔﹝"
        or match["close"] not in ("〕", "﹞")
        or bool(match["no"])
        or bool(match["extra"])
        or match["serial"].startswith("0")
    )


def announcement_number(match: re.Match[str], above: str = "") -> str:
    """An ANNOUNCEMENT match without odd spaces: 财政部 税务总局公告2023年第19号. Where the line says only
    2023年第19号, ``above`` (the line before it) may name the organs of a 公告.
    """
    organ = re.sub(r"\s+", " ", (match["organ"] or "").strip())
    if not organ and re.search(r"(?:公告|通告|令)$", above.strip()) and "关于" not in above:
        organ = re.sub(r"\s+", " ", above.strip())
    year = re.sub(r"\s", "", match["year"])
    return f"{organ}{year}年第{int(match['serial'])}号"


def order_number(match: re.Match[str], order: str | None = None) -> str:
    """An ORDER match without spaces; 第18号 alone is completed by the order's own line (XX令)."""
    serial = re.sub(r"\s", "", match["serial"] or match["serial2"])
    organ = re.sub(r"\s", "", match["organ"] or "") or re.sub(r"[（(]?第?\d*号[）)]?$", "", order or "")
    return f"{organ}第{serial}号" + (match["tail"] or "")

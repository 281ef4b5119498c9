"""One cell read at a time: text, amounts, days, codes, numbers of invoices. What is written otherwise is told, never guessed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from zhongchuang.clearance.disclosing.scanning import Secret, scan
from zhongchuang.clearance.rules.facts import Level
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.money import parse_yuan

MOST_FEN = 10**15
EARLIEST = dt.date(1990, 1, 1)
MOST_NUMBERS = 50
BETWEEN = re.compile(r"[、,，;；]")
_PLAIN_YUAN = re.compile(r"(\d{1,13})(?:\.(\d{1,2}))?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,3}", re.ASCII)
_INVOICE = re.compile(r"\d{8,20}", re.ASCII)
_PLACE = re.compile(r"[1-9]\d{5}", re.ASCII)
_NUMBER = re.compile(r"[^\s]{1,60}")
_SHORTEST_SECRET = 10
"""Fewer digits than this make no number of a person, so that nearly every cell is done with at once."""
_FORMULA = ("=", "@", "+", "＝", "＠", "＋")
_LEVELS = {
    **dict.fromkeys(("国家", "中央", "国家级", "中央级", "nation"), Level.NATION),
    **dict.fromkeys(("省", "省级", "province"), Level.PROVINCE),
    **dict.fromkeys(("市", "市级", "city"), Level.CITY),
    **dict.fromkeys(("县", "区", "县级", "区级", "区县", "县区", "county"), Level.COUNTY),
}
_YES, _NO = ("是", "true", "yes", "1"), ("否", "false", "no", "0")


class CellWrong(ValueError):
    """A cell that cannot be used; `told` says what to write."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.told = Wording(zh, en)


def text(most: int, *, words: bool = True) -> Callable[[str], str]:
    """Reads words of at most `most` characters, without what a program would take for a formula or what nobody may publish."""

    def read(cell: str) -> str:
        if cell.startswith(_FORMULA):
            raise CellWrong(
                "以 =、@、+ 开头，会被表格软件当成公式，请去掉",
                "It begins with =, @ or + and would be taken for a formula; take that away",
            )
        if not cell.isprintable():
            raise CellWrong(
                "有看不见的控制字符，请重新输入", "It holds unprintable characters; type it again"
            )
        if len(cell) > most:
            raise CellWrong(f"至多 {most} 字", f"At most {most} characters")
        refuse_personal(cell, words=words)
        return cell

    return read


def refuse_personal(cell: str, *, words: bool = True) -> None:
    """A number of a person has no place in what becomes public. Raises CellWrong.

    `words`: a text that people read; the number of a source or a contract may be as long as an account, and is none.
    """
    if sum(map(str.isnumeric, cell)) < _SHORTEST_SECRET:
        return
    for found in scan(cell):
        if words or found.kind is not Secret.ACCOUNT:
            raise CellWrong(*_PERSONAL[found.kind])


_PERSONAL = {
    Secret.IDENTITY: ("含有身份证号码，请去掉", "It holds an identity number; take it out"),
    Secret.TELEPHONE: ("含有电话号码，请去掉", "It holds a telephone number; take it out"),
    Secret.ACCOUNT: ("含有像银行账号的数字，请去掉", "It holds what looks like a bank account; take it out"),
}


def number(cell: str) -> str:
    """The source's own number: no spaces, digits as they were given."""
    refuse_rewritten(cell)
    if not _NUMBER.fullmatch(cell) or not cell.isprintable() or cell.startswith(_FORMULA):
        raise CellWrong(
            "编号至多 60 字，不能有空格，不能以 =、@、+ 开头",
            "A number has at most 60 characters, no spaces, and does not begin with =, @ or +",
        )
    refuse_personal(cell, words=False)
    return cell


def refuse_rewritten(cell: str) -> None:
    """A long number that a spreadsheet wrote as 1.23E+19 has lost its digits. Raises CellWrong."""
    if _SCIENTIFIC.fullmatch(cell):
        raise CellWrong(
            "长数字被表格软件改写成了科学计数，末几位已经丢失：请把这一列设为文本后重新填写",
            "The spreadsheet rewrote a long number and lost its last digits: format the column as text and type it again",
        )


def code(cell: str) -> str:
    """A 统一社会信用代码 with its check digit (GB 32100-2015)."""
    refuse_rewritten(cell)
    plain = unicodedata.normalize("NFKC", cell).upper()
    if ric.is_valid(plain):
        raise CellWrong(
            "这是身份证号码：个人不填代码，“是否个人”写“是”",
            "This is an identity number: leave it blank for a person and write 是 under “是否个人”",
        )
    try:
        return str(uscc.validate(plain))
    except ValidationError as wrong:
        raise CellWrong(
            "统一社会信用代码不对，请核对 18 位和校验码", "The code is wrong; check its 18 characters"
        ) from wrong


def money(cell: str) -> int:
    """An amount in 分."""
    plain = _PLAIN_YUAN.fullmatch(cell)
    if plain:  # nearly all: no need to look for 万元 and full width
        fen = int(plain[1]) * 100 + int((plain[2] or "").ljust(2, "0"))
    else:
        try:
            fen = parse_yuan(cell)
        except InvalidInput as wrong:
            raise CellWrong(wrong.what.zh.rstrip("。"), wrong.what.en.rstrip(".")) from wrong
    if not 0 <= fen <= MOST_FEN:
        raise CellWrong("金额应不小于 0，不大于 10 万亿元", "Not negative, and at most 10 trillion yuan")
    return fen


def day(cell: str) -> str:
    """A day as ISO text."""
    plain = cell.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
    found = _DAY.fullmatch(plain)
    try:
        if found:
            when = dt.date(int(found[1]), int(found[2]), int(found[3]))
            if when >= EARLIEST:
                return when.isoformat()
            raise CellWrong(f"早于 {EARLIEST.isoformat()}", f"Before {EARLIEST.isoformat()}")
    except ValueError as wrong:
        if isinstance(wrong, CellWrong):
            raise
    raise CellWrong("请写成 2024-06-30 这样的日期", "Write a date like 2024-06-30")


def yes_or_no(cell: str) -> bool:
    """是 or 否."""
    plain = cell.lower()
    if plain in _YES or plain in _NO:
        return plain in _YES
    raise CellWrong("只能写“是”或“否”", "Write 是 (yes) or 否 (no)")


def level(cell: str) -> str:
    """A level of government."""
    found = _LEVELS.get(cell.lower())
    if found is None:
        raise CellWrong("只能写国家、省、市、县", "Write nation, province, city or county")
    return found.value


def place(cell: str) -> str:
    """A code of GB/T 2260; whether there is such a place is asked where places are known."""
    if not _PLACE.fullmatch(cell):
        raise CellWrong("请写六位地区代码，例如 210100", "Give the six digits of a place, such as 210100")
    return cell


def invoices(cell: str) -> tuple[str, ...]:
    """Numbers of invoices, each once."""
    found = _many(cell)
    for one in found:
        refuse_rewritten(one)
        if not _INVOICE.fullmatch(one):
            raise CellWrong(
                f"发票号码“{one[:24]}”不对：数电票 20 位数字，早于数电票的代码和号码连写，多个用“、”分开",
                f"{one[:24]!r} is no number of an invoice: 20 digits, or its code and number together; several with “、”",
            )
    return found


def contracts(cell: str) -> tuple[str, ...]:
    """Numbers of contracts, each once."""
    found = _many(cell)
    for one in found:
        refuse_rewritten(one)
        text(100, words=False)(one)
    return found


def _many(cell: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys("".join(part.split()) for part in BETWEEN.split(cell) if part.strip()))
    if len(found) > MOST_NUMBERS:
        raise CellWrong(f"一行至多 {MOST_NUMBERS} 个", f"At most {MOST_NUMBERS} in a row")
    return found


def as_typed(value: Any) -> str:
    """A cell of a workbook as somebody would type it: 12 has no point, 0.1 stays 0.1, a day is a day."""
    match value:
        case str():
            return value.strip()
        case bool():
            return "是" if value else "否"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
        case dt.datetime():
            return value.date().isoformat()
        case dt.date():
            return value.isoformat()
        case _:
            return str(value).strip()


_EXACT = 2**53
"""Above this a spreadsheet's number has lost digits; `repr` writes it so that `refuse_rewritten` sees it."""

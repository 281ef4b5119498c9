"""What can be wrong with an invoice in a case, each said in a sentence of both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from zhongchuang.clearance.invoices.model import Invoice, Party
from zhongchuang.clearance.invoices.values import of_citizen
from zhongchuang.core.errors import Wording
from zhongchuang.core.money import format_yuan


class Problem(Enum):
    """The kinds of finding, in the order they are told. The value is stable: it is stored and counted."""

    DOUBLED = "doubled"
    USED = "used"
    RED = "red"
    REVERSED = "reversed"
    ZERO = "zero"
    BUYER = "buyer"
    SELLER = "seller"
    SELF_DEALT = "self_dealt"
    CODE = "code"
    FUTURE = "future"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    SUMS = "sums"
    LINES = "lines"
    NET_UNKNOWN = "net_unknown"
    CLAIMED_ONE = "claimed_one"
    CLAIMED_ALL = "claimed_all"
    MISSING = "missing"
    NAME = "name"
    CODE_UNPROVEN = "code_unproven"
    LINES_UNKNOWN = "lines_unknown"

    @property
    def refuses(self) -> bool:
        """Whether the invoice cannot count; the others are for the officer to look at."""
        return self not in _FOR_THE_OFFICER


_FOR_THE_OFFICER = frozenset({Problem.NAME, Problem.CODE_UNPROVEN, Problem.LINES_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found about one invoice; `number` is empty where it is about all of them."""

    problem: Problem
    number: str
    wording: Wording


def doubled(number: str, times: int) -> Finding:
    """The same invoice stands several times in one case: a second file of it, or a row copied."""
    return _finding(
        Problem.DOUBLED,
        number,
        f"发票 {number} 在本次申报里出现了 {times} 次：同一张发票只能算一次，请只留一份。",
        f"Invoice {number} stands {times} times in this application: an invoice counts once; keep one.",
    )


def used(number: str) -> Finding:
    """Already the ground of another case or voucher; which one is told by who may know it."""
    return _finding(
        Problem.USED,
        number,
        f"发票 {number} 已用于别的申报或创新券：同一张发票只能用一次，请换一张。",
        f"Invoice {number} already supports another application or voucher: an invoice counts once; use another.",
    )


def red(invoice: Invoice) -> Finding:
    """A red invoice takes money back and supports nothing."""
    of_zh = f"（冲减发票 {invoice.reverses}）" if invoice.reverses else ""
    of_en = f" (it takes back invoice {invoice.reverses})" if invoice.reverses else ""
    return _finding(
        Problem.RED,
        invoice.number,
        f"发票 {invoice.number} 是红字发票{of_zh}，不能作为支出依据：请换成有效的蓝字发票。",
        f"Invoice {invoice.number} is a red invoice{of_en} and proves no expense: use a valid blue invoice.",
    )


def reversed_by(number: str, by: str) -> Finding:
    """A red invoice takes this one back, in whole or in part; which cannot be told from a number."""
    return _finding(
        Problem.REVERSED,
        number,
        f"发票 {number} 已被红字发票 {by} 冲红：请换成重新开具的发票；只冲减一部分的，请与经办人联系。",
        f"Invoice {number} was taken back by red invoice {by}: use the one issued instead; where only a part was taken "
        "back, ask the officer.",
    )


def zero(number: str) -> Finding:
    """Nothing was paid."""
    return _finding(
        Problem.ZERO,
        number,
        f"发票 {number} 的价税合计是 0 元，没有可以计入的支出：请去掉这一张。",
        f"The total of invoice {number} is CNY 0.00; there is no expense to count: take it out.",
    )


def stranger(problem: Problem, number: str, found: Party, wanted: tuple[Party, ...]) -> Finding:
    """The buyer or seller is somebody else than the case says."""
    zh, en = ("购买方", "buyer") if problem is Problem.BUYER else ("销售方", "seller")
    wanted_zh, wanted_en = "或".join(map(_shown, wanted)), " or ".join(map(_shown, wanted))
    return _finding(
        problem,
        number,
        f"发票 {number} 的{zh}是{_shown(found)}，应当是{wanted_zh}：请换成抬头正确的发票。",
        f"The {en} of invoice {number} is {_shown(found)} and should be {wanted_en}: use an invoice made out correctly.",
    )


def self_dealt(number: str, party: Party) -> Finding:
    """One and the same firm on both sides."""
    return _finding(
        Problem.SELF_DEALT,
        number,
        f"发票 {number} 的购买方和销售方都是{_shown(party)}，不能作为支出依据：请换一张。",
        f"Buyer and seller of invoice {number} are both {_shown(party)}; it proves no expense: use another.",
    )


def wrong_code(number: str, side: str, party: Party) -> Finding:
    """A 统一社会信用代码 whose check digit does not fit; `side` is buyer or seller."""
    zh = "购买方" if side == "buyer" else "销售方"
    return _finding(
        Problem.CODE,
        number,
        f"发票 {number} 的{zh}代码 {party.code} 校验位不对：请核对发票是否真实、完整，再重新上传。",
        f"The check digit of the {side}’s code {party.code} on invoice {number} is wrong: make sure the invoice is "
        "genuine and whole, then upload it again.",
    )


def unproven_code(number: str, side: str, party: Party) -> Finding:
    """No code, or one without a check digit: nothing proves that it was read right."""
    zh = "购买方" if side == "buyer" else "销售方"
    code_zh, code_en = (party.code, f"code {party.code}") if party.code else ("（空）", "missing code")
    return _finding(
        Problem.CODE_UNPROVEN,
        number,
        f"发票 {number} 的{zh}代码{code_zh}不是统一社会信用代码，无法自动核对：请经办人核对。",
        f"The {side}’s {code_en} on invoice {number} is no unified social credit code and cannot be proved: the officer "
        "looks at it.",
    )


def misdated(problem: Problem, invoice: Invoice, limit: date) -> Finding:
    """Issued after today, before the first day that counts, or after the last one."""
    day, bound = invoice.issued_on.isoformat(), limit.isoformat()
    zh, en = {
        Problem.FUTURE: (f"晚于今天（{bound}）", f"after today ({bound})"),
        Problem.TOO_EARLY: (f"早于可以计入的第一天 {bound}", f"before the first day that counts, {bound}"),
        Problem.TOO_LATE: (f"晚于可以计入的最后一天 {bound}", f"after the last day that counts, {bound}"),
    }[problem]
    return _finding(
        problem,
        invoice.number,
        f"发票 {invoice.number} 的开票日期是 {day}，{zh}：请换成期间内的发票。",
        f"Invoice {invoice.number} was issued on {day}, {en}: use one of the period.",
    )


def sums(invoice: Invoice, net: int, tax: int) -> Finding:
    """Net and tax do not make the total."""
    zh = f"金额 {format_yuan(net)}加税额 {format_yuan(tax)}不等于价税合计 {format_yuan(invoice.total)}"
    en = f"{_cny(net)} and tax {_cny(tax)} do not make the total {_cny(invoice.total)}"
    return _finding(
        Problem.SUMS,
        invoice.number,
        f"发票 {invoice.number} 的{zh}：请上传税务系统导出的原文件。",
        f"On invoice {invoice.number} {en}: upload the file as the tax system exported it.",
    )


def lines(number: str) -> Finding:
    """The lines do not make the sums on the face."""
    return _finding(
        Problem.LINES,
        number,
        f"发票 {number} 各行明细相加与合计不符：请上传税务系统导出的原文件。",
        f"The lines of invoice {number} do not add up to its sums: upload the file as the tax system exported it.",
    )


def lines_unknown(number: str) -> Finding:
    """A PDF, or lines without amounts: what was bought has to be read by a person."""
    return _finding(
        Problem.LINES_UNKNOWN,
        number,
        f"发票 {number} 的明细没有自动读出：请经办人看原件核对买的是什么。",
        f"The lines of invoice {number} were not read: the officer reads in the file what was bought.",
    )


def net_unknown(number: str) -> Finding:
    """The programme counts amounts before tax, and the PDF does not say it unmistakably."""
    return _finding(
        Problem.NET_UNKNOWN,
        number,
        f"本项目按不含税金额计算，但发票 {number} 的 PDF 里认不准不含税金额：请改为上传 XML。",
        f"This programme counts amounts before tax, which cannot be told from the PDF of invoice {number}: upload the "
        "XML.",
    )


def claimed_one(number: str, claimed: int, counts: int) -> Finding:
    """More is claimed for one invoice than it is worth."""
    return _finding(
        Problem.CLAIMED_ONE,
        number,
        f"发票 {number} 申报了 {format_yuan(claimed)}，超过可以计入的 {format_yuan(counts)}：请改小。",
        f"{_cny(claimed)} is claimed for invoice {number}, more than the {_cny(counts)} that count: correct it.",
    )


def claimed_all(claimed: int, counts: int) -> Finding:
    """More is claimed in all than all invoices that count are worth."""
    return _finding(
        Problem.CLAIMED_ALL,
        "",
        f"共申报 {format_yuan(claimed)}，有效发票合计只有 {format_yuan(counts)}：请补交发票或改小申报金额。",
        f"{_cny(claimed)} is claimed in all, but the invoices that count make {_cny(counts)}: add invoices or claim less.",
    )


def missing(number: str) -> Finding:
    """A number is claimed, but no file of it was given."""
    return _finding(
        Problem.MISSING,
        number,
        f"申报了发票 {number}，但没有上传它的文件：请上传，或去掉这一行。",
        f"Invoice {number} is claimed but its file was not uploaded: upload it, or take the row out.",
    )


def renamed(number: str, found: Party, wanted: Party) -> Finding:
    """The code is right and the name another: a firm renamed, or an invoice made out carelessly."""
    return _finding(
        Problem.NAME,
        number,
        f"发票 {number} 上的名称“{found.name}”与登记名称“{wanted.name}”不同，代码一致：请经办人核对是否更名。",
        f"Invoice {number} names “{found.name}”, the register “{wanted.name}”, with one code: the officer checks "
        "whether the firm was renamed.",
    )


def _finding(problem: Problem, number: str, zh: str, en: str) -> Finding:
    return Finding(problem, number, Wording(zh, en))


def _shown(party: Party) -> str:
    """Name and code; a citizen's number, which some persons' invoices carry for a code, is not repeated."""
    name = f"“{party.name}”" if party.name else ""
    return f"{name}（{party.code}）" if party.code and not of_citizen(party.code) else name or "“—”"


def _cny(fen: int) -> str:
    return format_yuan(fen, language="en")

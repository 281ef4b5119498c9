"""A subsidiary R&D ledger reckoned (pure): what is wrong in it, what its projects add up to, and how much of it counts.

Amounts are whole 分. Nothing is mended: a cell that cannot be read is told with its row, and its row is left out of the sums.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.money import format_yuan, parse_yuan
from zhongchuang.policy.taxcheck.sheet import COSTS, FIRST_FIVE, HEADS, OWN, Column, find_heads

TOTALS = ("合计", "总计", "小计", "本年合计", "本月合计", "累计")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at. `wrong`: the row does not count until it is mended; else it only deserves a look."""

    line: int | None
    told: Wording
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One voucher, its amounts in 分."""

    line: int
    project: str
    day: dt.date
    voucher: str
    booked: int
    counted: int
    costs: Mapping[Column, int]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries that could be read, and everything found on the way."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]

    @property
    def projects(self) -> tuple[str, ...]:
        """In the order in which they appear."""
        return tuple(dict.fromkeys(entry.project for entry in self.entries))

    def total(self, column: Column, project: str | None = None) -> int:
        """The sum of a kind of cost, of one project or of all."""
        return sum(entry.costs.get(column, 0) for entry in self.entries if project in (None, entry.project))


@dataclass(frozen=True, slots=True)
class Base:
    """What may be deducted extra: 分."""

    first_five: int
    other: int
    other_limit: int
    commissioned: int

    @property
    def other_counted(self) -> int:
        """Of the other related costs no more than the limit counts."""
        return min(self.other, self.other_limit)

    @property
    def over(self) -> int:
        """What of them does not count."""
        return self.other - self.other_counted

    @property
    def own(self) -> int:
        """The expense of one's own R&D that counts."""
        return self.first_five + self.other_counted


def read_ledger(rows: Sequence[tuple[int, Sequence[str]]], year: int) -> Ledger:
    """The ledger of a year. Raises InvalidInput where no heads are found or one that is needed is missing."""
    found = find_heads(rows)
    missing = [h.label for c, h in HEADS.items() if h.needed and (found is None or c not in found[1])]
    if found is None or missing:
        raise InvalidInput(
            f"没有找到这些列：{'、'.join(one.zh for one in missing)}。",
            f"These columns are missing: {', '.join(one.en for one in missing)}.",
            next_zh="表头要写在前20行里；可以下载模板，把数据粘贴进去。",
            next_en="The heads stand within the first 20 rows; or download the template and paste your data.",
            code="policy.taxcheck_columns",
        )
    at, columns = found
    entries: list[Entry] = []
    findings: list[Finding] = []
    for line, cells in rows[at + 1 :]:
        texts = {c: cells[n].strip() if n < len(cells) else "" for c, n in columns.items()}
        if not any(texts.values()):
            continue
        if _is_total(texts):
            findings += _total_problems(line, texts, entries)
            continue
        entry, problems = _entry(line, texts, year)
        findings += problems
        if entry is not None:
            entries.append(entry)
    findings += _repeated(entries)
    return Ledger(tuple(entries), tuple(sorted(findings, key=lambda f: (f.line or 0, not f.wrong))))


def base_of(ledger: Ledger, other_cap: Decimal) -> Base:
    """What counts of a ledger. `other_cap`: the share of the whole that the other related costs may have.

    The limit is Σ(first five) × cap ÷ (1 − cap), so that the others are that share of the whole (财税〔2015〕119号); of all
    projects together, rounded down to the 分.
    """
    first_five = sum(ledger.total(column) for column in FIRST_FIVE)
    limit = (first_five * other_cap / (1 - other_cap)).to_integral_value(ROUND_FLOOR)
    return Base(first_five, ledger.total(Column.OTHER), max(int(limit), 0), ledger.total(Column.COMMISSIONED))


def _is_total(texts: Mapping[Column, str]) -> bool:
    words = (texts.get(column, "") for column in (Column.PROJECT, Column.DAY, Column.VOUCHER, Column.SUMMARY))
    return any(re.sub(r"\s+", "", word) in TOTALS for word in words)


def _total_problems(line: int, texts: Mapping[Column, str], entries: Sequence[Entry]) -> Iterator[Finding]:
    """A grand total has to be what the rows above it add up to; partial sums are not looked at."""
    said = {re.sub(r"\s+", "", text) for text in texts.values()}
    if not said & {"合计", "总计", "本年合计"}:
        return
    for column in (Column.COUNTED, *COSTS):
        written = texts.get(column, "")
        if not written:
            continue
        whole = sum(e.counted if column is Column.COUNTED else e.costs.get(column, 0) for e in entries)
        amount, _problem = _amount(line, column, written)
        if amount is not None and amount != whole:
            label = HEADS[column].label
            yield Finding(
                line,
                Wording(
                    f"“{label.zh}”的合计写的是 {format_yuan(amount)}，各行能读出的加起来是 {format_yuan(whole)}",
                    f"The total of “{label.en}” says {format_yuan(amount, language='en')}; "
                    f"the rows that could be read add up to {format_yuan(whole, language='en')}",
                ),
                wrong=False,
            )


def _entry(line: int, texts: Mapping[Column, str], year: int) -> tuple[Entry | None, list[Finding]]:
    """A row as a voucher; nothing where something in it cannot be read."""
    problems: list[Finding] = []
    amounts: dict[Column, int] = {}
    for column in (Column.BOOKED, Column.COUNTED, *COSTS):
        amount, problem = _amount(line, column, texts.get(column, ""))
        if problem is not None:
            problems.append(problem)
        elif amount is not None:
            amounts[column] = amount
    if not texts.get(Column.PROJECT):
        problems.append(Finding(line, Wording("没有写研发项目", "No project is named")))
    if not texts.get(Column.VOUCHER):
        problems.append(Finding(line, Wording("没有写凭证号", "No voucher is named")))
    day = _day(texts.get(Column.DAY, ""))
    if day is None:
        problems.append(
            Finding(
                line,
                Wording("凭证日期读不出，请写成 2025-03-31", "The date cannot be read; write 2025-03-31"),
            )
        )
    elif day.year != year:
        problems.append(
            Finding(
                line,
                Wording(
                    f"凭证日期是 {day.year} 年，不在 {year} 年", f"The date is in {day.year}, not in {year}"
                ),
            )
        )
    if problems or day is None:
        return None, problems
    costs = {column: amounts.get(column, 0) for column in COSTS}
    entry = Entry(
        line,
        texts[Column.PROJECT],
        day,
        texts[Column.VOUCHER],
        amounts.get(Column.BOOKED, 0),
        amounts.get(Column.COUNTED, 0),
        costs,
    )
    wrong = list(_sums(entry))
    return (None if any(one.wrong for one in wrong) else entry), wrong


def _sums(entry: Entry) -> Iterator[Finding]:
    """What the kinds of cost add up to is what is counted, and no more is counted than was booked."""
    shared = sum(entry.costs[column] for column in OWN)
    whole = shared + entry.costs[Column.COMMISSIONED]
    if entry.counted not in (shared, whole):  # some firms count commissioned R&D apart
        yield Finding(
            entry.line,
            Wording(
                f"归集金额 {format_yuan(entry.counted)}，各项费用加起来是 {format_yuan(whole)}",
                f"Counted {format_yuan(entry.counted, language='en')}, but the kinds of cost add up to "
                f"{format_yuan(whole, language='en')}",
            ),
        )
    if abs(entry.counted) > abs(entry.booked):
        yield Finding(
            entry.line,
            Wording("归集金额大于会计凭证记载金额", "More is counted than was booked"),
        )
    if entry.booked < 0:
        yield Finding(
            entry.line,
            Wording("这是红字，冲减归集；请核对原凭证", "A reversal: it lowers the sums; check it"),
            wrong=False,
        )


def _repeated(entries: Sequence[Entry]) -> Iterator[Finding]:
    """The same voucher, day and amount twice in one project is told: it may be two lines of one voucher, or one line twice."""
    seen = Counter((e.project, e.day, e.voucher, e.counted, tuple(e.costs.values())) for e in entries)
    told: set[object] = set()
    for entry in entries:
        key = (entry.project, entry.day, entry.voucher, entry.counted, tuple(entry.costs.values()))
        if seen[key] > 1 and key in told:
            yield Finding(
                entry.line,
                Wording(
                    f"凭证 {entry.voucher} 的日期、金额与前面一行完全一样，请核对是不是重复归集",
                    f"Voucher {entry.voucher} has the same day and amounts as a row above; check whether it counts twice",
                ),
                wrong=False,
            )
        told.add(key)


def _amount(line: int, column: Column, text: str) -> tuple[int | None, Finding | None]:
    """An amount in 分; nothing for a blank cell. A sum with more decimals than 分 comes of formulas: it is told, not rounded."""
    if text in ("", "-", "—"):
        return None, None
    try:
        return parse_yuan(_without_noise(text)), None
    except InvalidInput as error:
        label = HEADS[column].label
        return None, Finding(
            line,
            Wording(f"{label.zh}：{error.what.zh.rstrip('。')}", f"{label.en}: {error.what.en.rstrip('.')}"),
        )


def _without_noise(text: str) -> str:
    """A binary fraction of a workbook (0.30000000000000004) as the amount it was typed as."""
    try:
        exact = Decimal(text)
    except ArithmeticError:
        return text
    rounded = exact.quantize(Decimal("0.01")) if abs(exact) < Decimal(10) ** 15 else exact
    return str(rounded) if abs(exact - rounded) < Decimal("0.000001") else text


def _day(text: str) -> dt.date | None:
    found = _DAY.fullmatch(re.sub(r"\s+", "", text))
    if found is None:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None

"""What a batch says to the bank: its lines, how many, how much, and the digest by which both sides know the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from zhongchuang.core.money import plain_yuan

HEADERS = ("批次号", "行号", "支付单号", "户名", "开户行", "账号", "金额（元）", "用途")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment as the bank is told of it."""

    batch: str
    line: int
    order: str
    payee_name: str
    bank_name: str
    bank_account: str
    amount: int  # 分
    purpose: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as text, in the order of the headers."""
        return (
            self.batch,
            str(self.line),
            self.order,
            self.payee_name,
            self.bank_name,
            self.bank_account,
            plain_yuan(self.amount),
            self.purpose,
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """What both sides compare: lines, 分, and the SHA-256 of the lines as CSV."""

    lines: int
    amount: int
    digest: str


def body_of(lines: Sequence[PaymentLine]) -> bytes:
    """The lines as CSV in UTF-8 with their headers: what the digest is of."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADERS)
    for line in lines:
        writer.writerow(tuple(map(harmless, line.cells)))
    return out.getvalue().encode()


def harmless(cell: str) -> str:
    """A text that no spreadsheet takes for a formula: a leading sign is preceded by an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def totals_of(lines: Sequence[PaymentLine]) -> Totals:
    """How many, how much, and the digest."""
    return Totals(len(lines), sum_of(line.amount for line in lines), sha256(body_of(lines)).hexdigest())


def sum_of(amounts: Iterable[int]) -> int:
    """分 added up."""
    return sum(amounts)

"""The five pots of a voucher as a bar, with the numbers beside it. Drawn as SVG: no style in the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhongchuang.core.page import Cell, Column, ColumnKind, DataTable, Money, Row
from zhongchuang.vouchers.models import Voucher

WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Piece:
    """A pot: where it begins in the bar and how long it is, in thousandths of what was issued."""

    kind: str
    label: str
    meaning: str
    fen: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Pots:
    """A voucher's money: what was issued, and the five pots it is in."""

    issued: int
    pieces: tuple[Piece, ...]

    @property
    def shown(self) -> tuple[Piece, ...]:
        """The pots that hold something."""
        return tuple(piece for piece in self.pieces if piece.length)

    @property
    def table(self) -> DataTable:
        """The same as a table: the bar is for the eye."""
        rows = [
            Row((Cell(one.label, note=one.meaning), Cell(Money(one.fen, unit=False)))) for one in self.pieces
        ]
        return DataTable(
            _("券里的钱在哪里"),
            (Column(_("在哪里")), Column(_("金额（元）"), ColumnKind.NUMBER)),
            (*rows, Row((Cell(_("面额")), Cell(Money(self.issued, unit=False))))),
        )


def pots_of(voucher: Voucher) -> Pots:
    """The pots of a voucher; the lengths of those that hold something are at least a sliver and end where the bar ends."""
    named = (
        ("available", _("可用"), _("可以下单"), voucher.available),
        ("held", _("冻结"), _("已下单，还没有核销"), voucher.held),
        ("redeemed", _("已核销"), _("机构已提供服务"), voucher.redeemed),
        ("expired", _("到期收回"), _("回到财政预算"), voucher.expired),
        ("revoked", _("撤销收回"), _("回到财政预算"), voucher.revoked),
    )
    ends, reached, pieces = 0, 0, []
    for kind, label, meaning, fen in named:
        ends += fen
        start, reached = reached, ends * WIDTH // voucher.issued
        pieces.append(Piece(kind, label, meaning, fen, start, reached - start))
    return Pots(voucher.issued, tuple(pieces))

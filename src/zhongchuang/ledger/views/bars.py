"""A budget as a bar: paid, held, available, each with its number beside it. Drawn as SVG: no style in the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.core.page import Shape, Status
from zhongchuang.ledger.models import Budget
from zhongchuang.ledger.selectors.budgets import Figures

WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: where it begins and how long it is, in thousandths."""

    kind: str
    label: str
    fen: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A budget with its parts."""

    budget: Budget
    url: str
    figures: Figures
    pieces: tuple[Piece, ...]
    status: Status | None

    @property
    def shown(self) -> tuple[Piece, ...]:
        """The parts that are there."""
        return tuple(piece for piece in self.pieces if piece.length)


def bar_of(budget: Budget, figures: Figures) -> Bar:
    """The bar of a budget; a department's says what it gave to programmes."""
    named = [
        ("given", _("已分配到项目"), figures.given)
        if budget.parent_id is None
        else ("paid", _("已支付"), figures.paid),
        ("held", _("已冻结"), figures.held),
        ("available", _("可用"), figures.available),
    ]
    pieces: list[Piece] = []
    start = 0
    for kind, label, fen in named:
        length = min(figures.part(fen), WIDTH - start)
        if kind == "available" and fen > 0:
            length = WIDTH - start  # what rounding left over
        pieces.append(Piece(kind, label, fen, start, length))
        start += length
    return Bar(
        budget,
        reverse("ledger:budget", args=[budget.pk]),
        figures,
        tuple(pieces),
        Status(_("已年末结清"), Shape.LOCK) if budget.lapsed_at is not None else None,
    )

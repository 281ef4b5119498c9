"""Files of the bank's results about settlements: what each row means for the line it names, as things stand now."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from zhongchuang.core import clock
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import NotFound
from zhongchuang.ledger.banking.matching import KnownLine, Matched, Sent, match_rows
from zhongchuang.ledger.banking.rows import CellProblem, ResultTable
from zhongchuang.ledger.selectors.results import references_booked
from zhongchuang.parties.access import Role
from zhongchuang.vouchers.access import Reach, is_treasury, reach_of
from zhongchuang.vouchers.models import (
    LineResult,
    Order,
    SettledOrder,
    SettlementLine,
    SettlementResults,
    SettlementState,
)
from zhongchuang.vouchers.settling import Sent as Part
from zhongchuang.vouchers.settling import acceptable

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor


def judge(table: ResultTable, reach: Reach) -> tuple[list[Matched], list[CellProblem]]:
    """The rows that fit what was sent, and every cell that is wrong, by row. A handful of statements.

    A line of a batch that is not theirs to handle is none to them: an error names what was expected.
    A payment that comes back after it had arrived may be told whole, or less what the provider gave back of itself since.
    """
    numbers, refs = {row.batch for row in table.rows}, {row.ref for row in table.rows}
    rows = SettlementLine.objects.filter(settlement__number__in=numbers).select_related(
        "settlement__department"
    )
    lines = {
        (line.settlement.number, line.line): line
        for line in rows
        if is_treasury(line.settlement.department, reach)
    }
    parts: dict[int, list[Part]] = {}
    paid = [line.pk for line in lines.values() if line.result == LineResult.PAID]
    for part in SettledOrder.objects.filter(line__in=paid).select_related("order"):
        parts.setdefault(part.line_id, []).append(sent_of(part, part.order))
    told = {(row.batch, row.line): row.amount for row in table.rows}
    known = {
        key: KnownLine(
            line.reference,
            _expected(line, parts.get(line.pk, []), told.get(key)),
            _sent(line),
            business_date(line.settlement.exported_at or line.settlement.made_at),
        )
        for key, line in lines.items()
    }
    matched, problems = match_rows(table.rows, known, references_used(refs), clock.today())
    return matched, sorted([*table.problems, *problems], key=lambda problem: problem.row)


def sent_of(part: SettledOrder, order: Order) -> Part:
    """What was sent for an order, and what of it the provider gave back since."""
    return Part(part.order_id, part.amount, part.amount - (order.redeemed - order.refunded))


def _expected(line: SettlementLine, parts: Collection[Part], told: int | None) -> int:
    """The amount a row about the line has to name; of a late return whichever of the two it does."""
    if told is not None and parts and told in acceptable(parts):
        return told
    return line.amount


def references_used(refs: Collection[str]) -> set[str]:
    """Of these references of the bank, those that were booked before: by a settlement or by a payment of the ledger."""
    rows = SettlementLine.objects.filter(
        Q(bank_ref__in=refs) | Q(return_ref__in=refs) | Q(surplus_ref__in=refs)
    )
    told = rows.values_list("bank_ref", "return_ref", "surplus_ref")
    return references_booked(refs) | {ref for three in told for ref in three if ref and ref in refs}


def _sent(line: SettlementLine) -> Sent:
    """How far a line is."""
    match line.settlement.state:
        case SettlementState.CANCELLED:
            return Sent.CANCELLED
        case SettlementState.MADE | SettlementState.SIGNED:
            return Sent.NOT_EXPORTED
    return {LineResult.PAID: Sent.PAID, LineResult.RETURNED: Sent.RETURNED, LineResult.PENDING: Sent.OPEN}[
        LineResult(line.result)
    ]


def visible_settlement_results(actor: Actor, reach: Reach | None = None) -> QuerySet[SettlementResults]:
    """Files of results, the newest first: all for finance and auditors of everything, else those one brought oneself."""
    rows = SettlementResults.objects.defer("table").order_by("-pk")
    far = reach or reach_of(actor)
    if far.is_system or None in (far.departments(Role.FINANCE), far.departments(Role.AUDITOR)):
        return rows
    if not far.departments(Role.FINANCE) and not far.levels:
        return rows.none()
    return rows.filter(Q(read_by=f"{actor.kind}:{actor.user_id}"))


def settlement_results_of(actor: Actor, pk: int, reach: Reach | None = None) -> SettlementResults:
    """One file. Raises NotFound."""
    found = visible_settlement_results(actor, reach).defer(None).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found

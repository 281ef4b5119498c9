"""Files of results: what each row means for the line it names, as things stand now."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import NotFound
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.ledger.banking.matching import KnownLine, Matched, Sent, match_rows
from zhongchuang.ledger.banking.rows import CellProblem, ResultTable
from zhongchuang.ledger.models import (
    BatchLine,
    BatchState,
    Clawback,
    ImportState,
    LineResult,
    PaymentOrder,
    ResultImport,
    Transfer,
    TransferKind,
)
from zhongchuang.ledger.selectors.payments import check_reached
from zhongchuang.ledger.selectors.scope import all_money


def visible_results(actor: Actor) -> QuerySet[ResultImport]:
    """Files of results, the newest first: all for whoever sees all money, else those one brought oneself."""
    rows: QuerySet[ResultImport] = ResultImport.objects.defer("table").order_by("-pk")
    if not may_ledger(actor, LedgerAction.VIEW):
        return rows.none()
    return rows.filter(all_money(actor) | Q(read_by=f"{actor.kind}:{actor.user_id}"))


def check_rows_reached(actor: Actor, table: ResultTable) -> None:
    """Every payment a file answers is the actor's to handle. Raises OrderNotThere."""
    batches = {row.batch for row in table.rows}
    lines = {(row.batch, row.line) for row in table.rows}
    known = BatchLine.objects.filter(batch__number__in=batches).values_list("batch__number", "line", "order")
    check_reached(actor, [order for batch, line, order in known if (batch, line) in lines])


def results_of(actor: Actor, pk: int) -> ResultImport:
    """One file. Raises NotFound."""
    found = visible_results(actor).defer(None).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def waiting_results(actor: Actor) -> int:
    """How many files were read and not yet taken in."""
    return visible_results(actor).filter(state=ImportState.READ).count()


def judge(
    table: ResultTable, reached: QuerySet[PaymentOrder] | None = None
) -> tuple[list[Matched], list[CellProblem]]:
    """The rows that fit what was sent, and every cell that is wrong, by row. Three statements.

    `reached`: the payments of whoever reads it (None: all). Others have no line here: an error names what was expected.
    """
    numbers = {row.batch for row in table.rows}
    refs = {row.ref for row in table.rows}
    lines = BatchLine.objects.filter(batch__number__in=numbers).select_related("batch", "order")
    if reached is not None:
        lines = lines.filter(order__in=reached.order_by().values("pk"))
    known = {
        (line.batch.number, line.line): KnownLine(
            line.order.number,
            line.order.amount,
            _sent(line),
            business_date(line.batch.exported_at or line.batch.made_at),
            line.given_back,
        )
        for line in lines.annotate(given_back=_given_back())
    }
    matched, problems = match_rows(table.rows, known, references_booked(refs), clock.today())
    return matched, sorted([*table.problems, *problems], key=lambda problem: problem.row)


def references_booked(refs: Collection[str]) -> set[str]:
    """Of these references of the bank, those that some payment was booked under before."""
    rows = BatchLine.objects.filter(Q(bank_ref__in=refs) | Q(return_ref__in=refs))
    return {ref for both in rows.values_list("bank_ref", "return_ref") for ref in both if ref and ref in refs}


def _given_back() -> Exists:
    """Whether anything of a line's payment was given back or is demanded back."""
    refunds = Transfer.objects.filter(basis=OuterRef("order__number"), kind=TransferKind.REFUND)
    demands = Exists(Clawback.objects.filter(order=OuterRef("order")))
    return Exists(refunds) | demands  # type: ignore[return-value]  # two conditions joined are one; the stubs say Q


def _sent(line: BatchLine) -> Sent:
    """How far a line is."""
    match line.batch.state:
        case BatchState.CANCELLED:
            return Sent.CANCELLED
        case BatchState.MADE:
            return Sent.NOT_EXPORTED
    return {LineResult.PAID: Sent.PAID, LineResult.RETURNED: Sent.RETURNED, LineResult.PENDING: Sent.OPEN}[
        LineResult(line.result)
    ]

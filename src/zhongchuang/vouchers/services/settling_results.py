"""What the bank answered to a settlement: a file is read and shown, and taken in as a whole when somebody says so.

The same bytes are one file; every reference of the bank counts once; a row that does not fit stops the whole file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from hashlib import sha256

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.clock import business_date
from zhongchuang.core.download import safe_filename
from zhongchuang.core.errors import NotAllowed, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.outbox import emit
from zhongchuang.ledger.banking.errors import FileError
from zhongchuang.ledger.banking.matching import Matched, Outcome
from zhongchuang.ledger.banking.rows import ResultTable
from zhongchuang.ledger.banking.sandbox import read_in_sandbox
from zhongchuang.ledger.errors import ResultsTaken, ResultsUnreadable, ResultsWrong
from zhongchuang.ledger.services.orders import not_later
from zhongchuang.parties.access import Role, holds
from zhongchuang.vouchers.access import is_treasury, reach_of
from zhongchuang.vouchers.decisions import go
from zhongchuang.vouchers.events import PaymentAnswered
from zhongchuang.vouchers.flow import OrderMove, Who
from zhongchuang.vouchers.models import (
    LineResult,
    ResultsState,
    SettledOrder,
    Settlement,
    SettlementLine,
    SettlementResults,
    SettlementState,
)
from zhongchuang.vouchers.selectors.settlement_results import judge, references_used, sent_of
from zhongchuang.vouchers.services.moving import Held, held_many, make, ref_of
from zhongchuang.vouchers.services.settling_rows import lock_providers, orders_of_lines, withhold_struck_off
from zhongchuang.vouchers.settling import came_back
from zhongchuang.vouchers.settling.errors import ReferenceUsed, SurplusGone

LONGEST_NAME = 120


def settlement_results_read(*, actor: Actor, filename: str, data: bytes) -> SettlementResults:
    """Read a file of results and keep what it says; nothing is booked. The same bytes are the same file: as long as it is not
    booked, it is for whoever brought it last, since nobody but who brought it sees it.

    The content is read in a process of its own, outside any transaction. Raises NotAllowed, ResultsUnreadable.
    """
    if actor.kind is not ActorKind.SYSTEM and not holds(actor, Role.FINANCE):
        raise NotAllowed()
    name = safe_filename(filename)
    digest = sha256(data).hexdigest()
    there = SettlementResults.objects.filter(sha256=digest).first()
    if there is not None:
        return _brought_again(actor, there)
    try:
        table = read_in_sandbox(data, "." + name.rpartition(".")[2].lower())
    except FileError as error:
        raise ResultsUnreadable(Wording(error.zh, error.en)) from error
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = SettlementResults.objects.create(
                    sha256=digest,
                    name=name[:LONGEST_NAME],
                    table=table.to_json(),
                    rows=table.count,
                    read_at=clock.now(),
                    read_by=ref_of(actor),
                )
        except IntegrityError:
            return SettlementResults.objects.get(sha256=digest)
        audit_write(
            actor=actor,
            verb="vouchers.settlement_results_read",
            target=made,
            after={"sha256": digest, "rows": made.rows, "problems": len(table.problems)},
        )
    return made


@transaction.atomic
def _brought_again(actor: Actor, there: SettlementResults) -> SettlementResults:
    """Somebody else may go on with a file that was read and left."""
    found = lock_row(SettlementResults.objects.all(), there.pk)
    before = found.read_by
    if found.imported_at is not None or before == ref_of(actor):
        return found
    found.read_by, found.read_at = ref_of(actor), clock.now()
    save_versioned(found, expected_version=found.row_version, fields=("read_by", "read_at"))
    audit_write(
        actor=actor,
        verb="vouchers.settlement_results_read",
        target=found,
        before={"read_by": before},
        after={"sha256": found.sha256, "read_by": found.read_by},
    )
    return found


def settlement_results_import(
    *, actor: Actor, results: SettlementResults, expected_version: int, key: str | None = None
) -> SettlementResults:
    """Book every row of a file that was read, or none.

    Raises NotAllowed (of a batch that is not the actor's to handle), ResultsTaken (a second time), ResultsWrong (some row does
    not fit), StaleVersion.
    """
    return idempotent(
        actor=actor,
        key=key,
        verb="vouchers.settlement_results_import",
        request={"results": results.pk, "version": expected_version},
        run=lambda: _import(actor, results.pk, expected_version),
        remember=lambda done: done.pk,
        recall=lambda pk: SettlementResults.objects.get(pk=int(str(pk))),
    )


def _import(actor: Actor, pk: int, expected_version: int) -> SettlementResults:
    found = lock_row(SettlementResults.objects.all(), pk)
    if found.imported_at is not None:
        raise ResultsTaken(business_date(found.imported_at).isoformat())
    lock_row(SettlementResults.objects.all(), pk, expected_version=expected_version)
    table = ResultTable.from_json(found.table)
    batches = _lock_settlements(actor, {row.batch for row in table.rows})
    rows = SettlementLine.objects.filter(settlement__in=batches).select_related("settlement")
    named = {(row.batch, row.line) for row in table.rows}
    lines = {key: line for line in rows if (key := (line.settlement.number, line.line)) in named}
    lock_providers(line.provider_id for line in lines.values())
    parts: dict[int, list[SettledOrder]] = {}
    for part in orders_of_lines(lines.values()):
        parts.setdefault(part.line_id, []).append(part)
    held = {one.order.pk: one for one in held_many(p.order_id for ps in parts.values() for p in ps)}
    matched, problems = judge(table, reach_of(actor))
    if problems:
        raise ResultsWrong(len({problem.row for problem in problems}))
    for one in matched:
        line = lines[one.row.batch, one.row.line]
        _book(actor, one, line, parts[line.pk], held)
    _settled(batches)
    return _taken(actor, found, matched)


def _lock_settlements(actor: Actor, numbers: set[str]) -> list[Settlement]:
    rows = Settlement.objects.select_for_update(of=("self",)).select_related("department")
    found = list(rows.filter(number__in=numbers).order_by("pk"))
    reach = reach_of(actor)
    if (
        not found
        and not reach.is_system
        and reach.departments(Role.FINANCE) == frozenset()
        and not reach.levels
    ):
        raise NotAllowed()
    if not all(is_treasury(one.department, reach) for one in found):
        raise NotAllowed()
    return found


def _book(
    actor: Actor, one: Matched, line: SettlementLine, parts: Sequence[SettledOrder], held: Mapping[int, Held]
) -> None:
    """Write what a row says of a line: it arrived, it came back, or it came back after it had arrived."""
    row = one.row
    line.settled_on = row.on
    if one.outcome is Outcome.PAID:
        line.result, line.bank_ref = LineResult.PAID, row.ref
        _move_all(actor, OrderMove.SETTLE, [held[p.order_id] for p in parts], row.ref, "")
    else:
        orders = [held[part.order_id] for part in parts]
        if one.outcome is Outcome.RETURNED:
            line.bank_ref = row.ref
            _move_all(actor, OrderMove.BOUNCE, orders, row.ref, row.reason)
        else:
            line.return_ref = row.ref
            came = came_back([sent_of(part, held[part.order_id].order) for part in parts], row.amount)
            line.surplus = came.surplus
            back = [one for one in orders if one.order.pk in came.back]
            _move_all(actor, OrderMove.BOUNCE_LATE, back, row.ref, row.reason)
        line.result, line.reason = LineResult.RETURNED, row.reason[:200]
        SettledOrder.objects.filter(line=line).update(live=False)
    line.save(update_fields=["bank_ref", "return_ref", "settled_on", "result", "reason", "surplus"])
    emit(PaymentAnswered(line=line.pk, provider=line.provider_id, result=str(line.result)))


def _move_all(actor: Actor, move: OrderMove, found: Sequence[Held], ref: str, reason: str) -> None:
    for one in found:
        one.by = Who.FINANCE
        moved = go(*one.records, move, reason=reason)
        make(
            actor=actor,
            held=one,
            move=move,
            moved=moved,
            verb=f"order_{move.value}",
            reason=reason,
            amount=moved.order.spent,
            told={"ref": ref},
        )
        withhold_struck_off(actor, one)


def _settled(batches: Sequence[Settlement]) -> None:
    """A batch is settled when each of its lines has its result."""
    waiting = set(
        SettlementLine.objects.filter(settlement__in=batches, result=LineResult.PENDING).values_list(
            "settlement", flat=True
        )
    )
    for batch in batches:
        if batch.state == SettlementState.EXPORTED and batch.pk not in waiting:
            batch.state = SettlementState.SETTLED
            save_versioned(batch, expected_version=batch.row_version, fields=("state",))


def _taken(actor: Actor, found: SettlementResults, matched: Sequence[Matched]) -> SettlementResults:
    found.state, found.imported_at, found.imported_by = ResultsState.IMPORTED, clock.now(), ref_of(actor)
    found.paid = sum(one.outcome is Outcome.PAID for one in matched)
    found.returned = len(matched) - found.paid
    fields = ("state", "imported_at", "imported_by", "paid", "returned")
    save_versioned(found, expected_version=found.row_version, fields=fields)
    audit_write(
        actor=actor,
        verb="vouchers.settlement_results_import",
        target=found,
        before={"state": ResultsState.READ},
        after={"state": found.state, "paid": found.paid, "returned": found.returned, "sha256": found.sha256},
    )
    return found


@transaction.atomic
def surplus_hand_back(*, actor: Actor, line: SettlementLine, ref: str, on: dt.date) -> SettlementLine:
    """Record that what the bank sent back beyond what the provider still had was handed back to the provider.

    It is the provider's own money, paid twice by it; it lies in custody and was never in the books. Raises NotAllowed,
    SurplusGone, ReferenceUsed, InvalidInput for a day to come or a reference that is missing.
    """
    day = not_later(on)
    rows = SettlementLine.objects.select_for_update(of=("self",)).select_related("settlement__department")
    found = rows.get(pk=line.pk)
    if not is_treasury(found.settlement.department, reach_of(actor)):
        raise NotAllowed()
    if found.surplus == 0 or found.surplus_ref is not None:
        raise SurplusGone(found.reference)
    named = ref.strip()[:60]
    if not named or references_used({named}):
        raise ReferenceUsed(named)
    found.surplus_ref, found.surplus_on = named, day
    found.save(update_fields=["surplus_ref", "surplus_on"])
    audit_write(
        actor=actor,
        verb="vouchers.surplus_hand_back",
        target=found,
        after={"reference": found.reference, "amount": found.surplus, "ref": named, "on": day},
    )
    return found

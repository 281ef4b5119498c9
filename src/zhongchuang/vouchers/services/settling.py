"""Batches of settlement: made of redeemed orders, signed by another officer of finance, exported, taken back.

Nothing is put in without a look at what it rests on: the case of every voucher stands and is clear (`settling_check`), or, where
the voucher was revoked after the redemption, somebody of the department has looked at the order since. Locks are taken from the
top down: cases, batches, providers, vouchers by key, orders by key, budgets, accounts (docs/vouchers.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_public_id
from zhongchuang.core.locks import lock_row, refuse_stale, save_versioned
from zhongchuang.ledger.banking.batch_file import FileFormat, batch_file
from zhongchuang.ledger.banking.lines import PaymentLine, totals_of
from zhongchuang.vouchers.access import is_treasury, reach_of
from zhongchuang.vouchers.decisions import go
from zhongchuang.vouchers.flow import OrderMove, VoucherState, Who
from zhongchuang.vouchers.models import (
    Order,
    OrderStep,
    Provider,
    SettledOrder,
    Settlement,
    SettlementLine,
    SettlementState,
)
from zhongchuang.vouchers.selectors.providers import open_account_changes
from zhongchuang.vouchers.services.moving import Held, held_many, make, ref_of
from zhongchuang.vouchers.services.settling_check import cases_checked
from zhongchuang.vouchers.services.settling_invoices import LOOKED_AT, refuse_taken_back
from zhongchuang.vouchers.services.settling_rows import (
    account_number,
    lock_providers,
    orders_of_lines,
    reason_of,
    withhold_struck_off,
)
from zhongchuang.vouchers.settling import Line, Redeemed, gathered
from zhongchuang.vouchers.settling.errors import (
    AccountMoved,
    GroundsGone,
    NothingToSettle,
    ProviderNotSettled,
    SameHand,
    SettlementAltered,
    SettlementClosed,
    SeveralDepartments,
    TooManyOrders,
)

LONGEST_BATCH = 1000
"""Orders of one batch."""
_SIGNED, _EXPORTED, _CANCELLED = (
    Wording("复核", "signed"),
    Wording("导出", "exported"),
    Wording("撤销", "cancelled"),
)


def settlement_make(*, actor: Actor, orders: Mapping[int, int | None], key: str | None = None) -> Settlement:
    """Put redeemed orders of one department into a batch, all or none, one line for each provider and budget.

    `orders`: key and the version the actor saw (None: any). Raises NotAllowed, NothingToSettle, TooManyOrders,
    SeveralDepartments, WrongState, ProviderNotSettled, GroundsGone, InvoiceTakenBack, StaleVersion, and whatever the check of the
    cases raises.
    """
    if not orders:
        raise NothingToSettle()
    if len(orders) > LONGEST_BATCH:
        raise TooManyOrders(len(orders), LONGEST_BATCH)
    return idempotent(
        actor=actor,
        key=key,
        verb="vouchers.settlement_make",
        request={"orders": sorted([pk, version or 0] for pk, version in orders.items())},
        run=lambda: _make(actor, orders),
        remember=lambda made: made.pk,
        recall=lambda pk: Settlement.objects.get(pk=int(str(pk))),
    )


def _make(actor: Actor, orders: Mapping[int, int | None]) -> Settlement:
    known = list(Order.objects.filter(pk__in=orders).select_related("voucher__department"))
    if missing := len(orders) - len(known):
        raise NothingToSettle(missing)
    departments = {order.voucher.department_id: order.voucher.department for order in known}
    if len(departments) != 1:
        raise SeveralDepartments()
    (department,) = departments.values()
    if not is_treasury(department, reach_of(actor)):
        raise NotAllowed()
    checked = cases_checked(order.voucher for order in known)
    providers = lock_providers(order.provider_id for order in known)
    _refuse_open_accounts(providers)
    found = held_many(orders)
    for held in found:
        refuse_stale(held.order, orders[held.order.pk])
        _refuse_without_grounds(held, checked)
    refuse_taken_back(found)
    moved = {held.order.pk: go(*held.records, OrderMove.BATCH) for held in found}
    lines = gathered(
        Redeemed(
            held.order.pk,
            held.order.provider_id,
            held.voucher.budget_id,
            moved[held.order.pk].order.spent,
        )
        for held in found
    )
    settlement = Settlement.objects.create(
        number=new_public_id("JS"),
        department=department,
        amount=sum(line.fen for line in lines),
        made_at=clock.now(),
        made_by=ref_of(actor),
    )
    by_key = {held.order.pk: held for held in found}
    for line in lines:
        _line(settlement, line, providers[line.provider])
        for part in line.orders:
            held = by_key[part.order]
            held.by = Who.FINANCE
            make(
                actor=actor,
                held=held,
                move=OrderMove.BATCH,
                moved=moved[part.order],
                verb="order_batch",
                amount=part.fen,
                told={"settlement": settlement.number, "line": line.number},
            )
    settlement.file_sha256 = totals_of(lines_to_bank(settlement)).digest
    settlement.save(update_fields=["file_sha256"])
    audit_write(
        actor=actor,
        verb="vouchers.settlement_make",
        target=settlement,
        after={
            "number": settlement.number,
            "lines": len(lines),
            "orders": len(found),
            "amount": settlement.amount,
            "sha256": settlement.file_sha256,
        },
    )
    return settlement


def _refuse_open_accounts(providers: Mapping[int, Provider]) -> None:
    for pk in sorted(open_account_changes(providers)):
        raise ProviderNotSettled(providers[pk].organisation.name, account=True)


def _refuse_other_accounts(settlement: Settlement) -> None:
    """Of a batch that is to be signed or to leave: the accounts in its lines are still those of the providers, and none waits to
    be confirmed. Whoever moved meanwhile is paid by a new batch.
    """
    lines = list(settlement.lines.all())
    providers = lock_providers(line.provider_id for line in lines)
    _refuse_open_accounts(providers)
    for line in lines:
        provider = providers[line.provider_id]
        if account_number(line.bank_account) != account_number(provider.bank_account):
            raise AccountMoved(provider.organisation.name, settlement.number)


def _refuse_without_grounds(held: Held, checked: frozenset[str]) -> None:
    """What the voucher rests on: its case, which was checked, unless the voucher is revoked, be it since that check. Then
    somebody of the department has to have said that what was redeemed before is paid all the same.
    """
    if held.voucher.state != VoucherState.REVOKED.value and held.voucher.case in checked:
        return
    revoked = held.voucher.steps.filter(target=VoucherState.REVOKED.value).order_by("-pk").first()
    looked = OrderStep.objects.filter(order=held.order, move__in=LOOKED_AT)
    if revoked is None or not looked.filter(at__gte=revoked.at).exists():
        raise GroundsGone(held.order.number, held.voucher.number)


def _line(settlement: Settlement, line: Line, provider: Provider) -> SettlementLine:
    row = SettlementLine.objects.create(
        settlement=settlement,
        line=line.number,
        provider=provider,
        budget_id=line.budget,
        amount=line.fen,
        payee_name=provider.payee_name,
        bank_name=provider.bank_name,
        bank_account=provider.bank_account,
        bank_account_tail=provider.bank_account_tail,
    )
    SettledOrder.objects.bulk_create(
        [SettledOrder(line=row, order_id=part.order, amount=part.fen) for part in line.orders]
    )
    return row


def settlement_sign(
    *, actor: Actor, settlement: Settlement, expected_version: int, key: str | None = None
) -> Settlement:
    """Another officer of finance signs a batch; what it rests on is looked at once more.

    Raises NotAllowed, SameHand, SettlementClosed, StaleVersion, ProviderNotSettled, AccountMoved, GroundsGone,
    InvoiceTakenBack, and whatever the check of the cases raises.
    """

    def run() -> Settlement:
        orders, checked = _cases_of(settlement)
        found = _reached(actor, settlement.pk, expected_version)
        if found.state != SettlementState.MADE:
            raise SettlementClosed(found.number, found.state, _SIGNED)
        if found.made_by == ref_of(actor):
            raise SameHand(found.number)
        _refuse_fallen_away(found, orders, checked)
        found.state, found.signed_at, found.signed_by = SettlementState.SIGNED, clock.now(), ref_of(actor)
        save_versioned(found, expected_version=found.row_version, fields=("state", "signed_at", "signed_by"))
        audit_write(
            actor=actor,
            verb="vouchers.settlement_sign",
            target=found,
            before={"state": SettlementState.MADE},
            after={"number": found.number, "state": found.state, "amount": found.amount},
        )
        return found

    return idempotent(
        actor=actor,
        key=key,
        verb="vouchers.settlement_sign",
        request={"settlement": settlement.pk, "version": expected_version},
        run=run,
        remember=lambda done: done.pk,
        recall=lambda pk: Settlement.objects.get(pk=int(str(pk))),
    )


def _cases_of(settlement: Settlement) -> tuple[list[int], frozenset[str]]:
    """The orders of a batch, and the cases they rest on, checked and locked before anything else is."""
    orders = [part.order_id for part in orders_of_lines(settlement.lines.all())]
    known = Order.objects.filter(pk__in=orders).select_related("voucher")
    return orders, cases_checked(order.voucher for order in known)


def _refuse_fallen_away(settlement: Settlement, orders: Sequence[int], checked: frozenset[str]) -> None:
    """Of a batch of which nothing has left: what its orders rest on stands, its accounts are those of the providers.

    Raises ProviderNotSettled, AccountMoved, GroundsGone, InvoiceTakenBack.
    """
    _refuse_other_accounts(settlement)
    found = held_many(orders)
    for held in found:
        _refuse_without_grounds(held, checked)
    refuse_taken_back(found)


def _reached(actor: Actor, pk: int, expected_version: int | None = None) -> Settlement:
    """A batch the actor handles, held until the transaction ends. Raises NotFound, NotAllowed, StaleVersion."""
    found = lock_row(Settlement.objects.select_related("department"), pk, expected_version=expected_version)
    if not is_treasury(found.department, reach_of(actor)):
        raise NotAllowed()
    return found


@transaction.atomic
def settlement_export(
    *, actor: Actor, settlement: Settlement, file_format: FileFormat = FileFormat.XLSX
) -> bytes:
    """The file for the bank, with the whole account numbers: every download is logged, the first one marks the batch.

    Before the first one what the batch rests on is looked at for the last time: afterwards the bank may have been told. The same
    bytes each time. Raises NotAllowed, SettlementClosed before it is signed or once cancelled, SettlementAltered,
    ProviderNotSettled, AccountMoved, GroundsGone, InvoiceTakenBack, and whatever the check of the cases raises.
    """
    found, lines = _exported(actor, settlement, file_format)
    return batch_file(lines, found.made_at, file_format)


def _exported(
    actor: Actor, settlement: Settlement, file_format: FileFormat
) -> tuple[Settlement, list[PaymentLine]]:
    left = Settlement.objects.filter(pk=settlement.pk, exported_at__isnull=False).exists()
    orders, checked = ([], frozenset[str]()) if left else _cases_of(settlement)
    found = _reached(actor, settlement.pk)
    if found.state in (SettlementState.MADE, SettlementState.CANCELLED):
        raise SettlementClosed(found.number, found.state, _EXPORTED)
    lines = lines_to_bank(found)
    if totals_of(lines).digest != found.file_sha256:
        raise SettlementAltered(found.number)
    before = found.state
    if before == SettlementState.SIGNED:
        _refuse_fallen_away(found, orders, checked)
        found.state, found.exported_at = SettlementState.EXPORTED, clock.now()
        save_versioned(found, expected_version=found.row_version, fields=("state", "exported_at"))
    audit_write(
        actor=actor,
        verb="vouchers.settlement_export",
        target=found,
        before={"state": before},
        after={"state": found.state, "format": file_format.value, "sha256": found.file_sha256},
    )
    return found, lines


def lines_to_bank(settlement: Settlement) -> list[PaymentLine]:
    """The lines of a batch as they go out, in the file that the ledger's payments use too."""
    rows: Iterable[SettlementLine] = SettlementLine.objects.filter(settlement=settlement).order_by("line")
    return [
        PaymentLine(
            settlement.number,
            line.line,
            f"{settlement.number}-{line.line}",
            line.payee_name,
            line.bank_name,
            account_number(line.bank_account),
            line.amount,
            "创新券结算",
        )
        for line in rows
    ]


def settlement_cancel(
    *, actor: Actor, settlement: Settlement, reason: str, expected_version: int, key: str | None = None
) -> Settlement:
    """Take a batch back of which nothing was answered: its orders wait again, those of a provider struck off are withheld.

    One that was exported may be cancelled only while no result has come; who does it states that the bank was not told to pay.
    Raises NotAllowed, SettlementClosed, InvalidInput, StaleVersion.
    """
    told = reason_of(reason)
    return idempotent(
        actor=actor,
        key=key,
        verb="vouchers.settlement_cancel",
        request={"settlement": settlement.pk, "version": expected_version, "reason": told},
        run=lambda: _cancel(actor, settlement.pk, told, expected_version),
        remember=lambda done: done.pk,
        recall=lambda pk: Settlement.objects.get(pk=int(str(pk))),
    )


def _cancel(actor: Actor, pk: int, reason: str, expected_version: int) -> Settlement:
    found = _reached(actor, pk, expected_version)
    lines = list(found.lines.all())
    answered = any(line.result != "pending" for line in lines)
    if found.state in (SettlementState.SETTLED, SettlementState.CANCELLED) or answered:
        raise SettlementClosed(found.number, found.state, _CANCELLED)
    lock_providers(line.provider_id for line in lines)
    parts = orders_of_lines(lines)
    _taken_out(actor, held_many(part.order_id for part in parts), found.number, reason)
    SettledOrder.objects.filter(line__settlement=found).update(live=False)
    before = found.state
    found.state, found.reason = SettlementState.CANCELLED, reason
    save_versioned(found, expected_version=expected_version, fields=("state", "reason"))
    audit_write(
        actor=actor,
        verb="vouchers.settlement_cancel",
        target=found,
        before={"state": before},
        after={"state": found.state, "reason": reason, "orders": len(parts)},
    )
    return found


def _taken_out(actor: Actor, found: Sequence[Held], number: str, reason: str) -> None:
    for held in found:
        held.by = Who.FINANCE
        make(
            actor=actor,
            held=held,
            move=OrderMove.UNBATCH,
            moved=go(*held.records, OrderMove.UNBATCH, reason=reason),
            verb="order_unbatch",
            reason=reason,
            told={"settlement": number},
        )
        withhold_struck_off(actor, held)

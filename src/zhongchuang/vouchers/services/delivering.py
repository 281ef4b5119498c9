"""Delivery: papers, the invoice read and checked, the holder's answer, and the officer who looks where they disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from zhongchuang.clearance.decisions import KeyClaim
from zhongchuang.clearance.errors import AlreadyClaimed
from zhongchuang.clearance.invoices.checks import Expected, check, key_of
from zhongchuang.clearance.invoices.errors import InvoiceError
from zhongchuang.clearance.invoices.findings import used
from zhongchuang.clearance.invoices.model import Invoice, Party, Typed
from zhongchuang.clearance.invoices.sandbox import read_in_sandbox
from zhongchuang.clearance.selectors.claimed import claimed_by_others
from zhongchuang.clearance.selectors.reversals import reversals_of
from zhongchuang.clearance.services import claims_take
from zhongchuang.clearance.services.reversals import reversal_note
from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, Wording
from zhongchuang.files.services import file_remove, file_store
from zhongchuang.ledger.services.orders import text
from zhongchuang.vouchers import decisions
from zhongchuang.vouchers.access import is_holder, is_provider, reach_of
from zhongchuang.vouchers.errors import InvoiceMissing, InvoiceRefused, PaperRefused, SecondPersonNeeded
from zhongchuang.vouchers.flow import OrderMove, OrderState
from zhongchuang.vouchers.flow.states import UNDELIVERED
from zhongchuang.vouchers.models import Order, OrderPaper
from zhongchuang.vouchers.selectors.schemes import scheme_of
from zhongchuang.vouchers.selectors.vouchers import INVOICE, invoices_in, papers_of
from zhongchuang.vouchers.services.booking import BOOKS
from zhongchuang.vouchers.services.moving import Held, check_may, claimant_of, held, make, ref_of
from zhongchuang.vouchers.services.placing import go, go_on

if TYPE_CHECKING:
    from zhongchuang.clearance.invoices.checks import Outcome
    from zhongchuang.core.actors import Actor
    from zhongchuang.core.upload import AcceptedUpload

CONTRACT = "contract"
KINDS = (INVOICE, "report", CONTRACT, "other")
WORDS = 4000
_NUMBER = 100


def order_paper_add(
    *,
    actor: Actor,
    order: Order,
    kind: str,
    upload: AcceptedUpload,
    typed: Typed | None = None,
    number: str = "",
) -> OrderPaper:
    """A paper of the delivery. An invoice is read in a process of its own and checked at once; a contract needs its `number`.

    The provider adds while it works on the order; while an officer looks, both sides add what is no invoice. Raises
    NotAllowed, PaperRefused, InvoiceRefused with everything held against the invoice.
    """
    if kind not in KINDS:
        raise PaperRefused("kind", Wording("没有这种材料。", "There is no such kind of paper."))
    said: dict[str, object] = {}
    invoice: Invoice | None = None
    if kind == INVOICE:
        invoice = _read(upload.data, typed)  # outside the transaction: it may take seconds
        said = {"invoice": invoice.to_json()}
    elif kind == CONTRACT:
        said = {"number": text("number", number, _NUMBER)}
    try:
        return _paper_kept(actor, order, kind, upload, said, invoice)
    except InvoiceRefused:
        if (
            invoice is not None
        ):  # a red one is not kept; what it takes back counts nowhere any more all the same
            reversal_note(actor=BOOKS, invoice=invoice, brought_by=_sides(order))
        raise


def _paper_kept(
    actor: Actor,
    order: Order,
    kind: str,
    upload: AcceptedUpload,
    said: dict[str, object],
    invoice: Invoice | None,
) -> OrderPaper:
    with transaction.atomic():
        found = held(order)
        _check_adds(actor, found, kind)
        if invoice is not None:
            there = invoices_in(papers_of(found.order))
            outcome = _check_invoices(found, [*there, invoice])
            said["told"] = [
                [f.wording.zh, f.wording.en] for f in outcome.findings if f.number == invoice.number
            ]
        file = file_store(actor=actor, upload=upload, belongs_to=claimant_of(found.order))
        paper = OrderPaper(
            order=found.order,
            kind=kind,
            file=file,
            said=said,
            added_at=clock.now(),
            added_by=ref_of(actor),
        )
        paper.save(force_insert=True)
        audit_write(
            actor=actor,
            verb="vouchers.order_paper_add",
            target=paper,
            after={"order": found.order.number, "kind": kind, "sha256": file.sha256},
        )
        return paper


@transaction.atomic
def order_paper_remove(*, actor: Actor, paper: OrderPaper) -> None:
    """Whoever may add a paper takes it out again, as long as the order waits for its delivery.

    Raises NotAllowed, PaperRefused.
    """
    found = held(paper.order_id)
    row = OrderPaper.objects.select_for_update(of=("self",)).select_related("file").get(pk=paper.pk)
    _check_adds(actor, found, row.kind)
    if row.added_by != ref_of(actor) and not is_provider(found.order.provider, reach_of(actor)):
        raise NotAllowed()
    if row.removed_at is not None:
        return
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    file_remove(actor=actor, file=row.file)
    audit_write(
        actor=actor,
        verb="vouchers.order_paper_remove",
        target=row,
        before={"removed": False},
        after={"removed": True},
    )


@transaction.atomic
def order_deliver(*, actor: Actor, order: Order, delivery: str, expected_version: int | None = None) -> Order:
    """The provider delivers, on the papers added before: what the invoices say together is what it cost.

    Each invoice and contract counts once, across all programmes and vouchers. Raises NotAllowed, WrongState, InvoiceMissing,
    InvoiceRefused, TooLate, AmountImpossible, StaleVersion, InvalidInput without words about the delivery.
    """
    found = held(order, expected_version)
    check_may(actor, found, OrderMove.DELIVER)
    told = text("delivery", delivery, WORDS)
    papers = papers_of(found.order)
    invoices = invoices_in(papers)
    voucher, record = found.records
    counted = _check_invoices(found, invoices).counted if invoices else 0
    evidence = [paper.kind for paper in papers]
    if invoices or not evidence:
        moved = decisions.deliver(voucher, record, on=clock.today(), invoiced=counted, evidence=evidence)
    else:
        raise InvoiceMissing()
    _claim(found, papers, invoices, counted)
    found.order.delivery = told
    return make(
        actor=actor,
        held=found,
        move=OrderMove.DELIVER,
        moved=moved,
        verb="order_deliver",
        amount=counted,
        told={"invoices": [invoice.number for invoice in invoices]},
    )


@transaction.atomic
def order_send_back(*, actor: Actor, order: Order, reason: str, expected_version: int | None = None) -> Order:
    """The holder wants it done over. Raises NotAllowed, WrongState, ReasonMissing, TooLate, StaleVersion."""
    found = held(order, expected_version)
    check_may(actor, found, OrderMove.SEND_BACK)
    voucher, record = found.records
    moved = decisions.send_back(voucher, record, today=clock.today(), reason=reason)
    return make(
        actor=actor,
        held=found,
        move=OrderMove.SEND_BACK,
        moved=moved,
        verb="order_send_back",
        reason=reason,
    )


@transaction.atomic
def order_confirm(*, actor: Actor, order: Order, expected_version: int | None = None) -> Order:
    """The holder says it was delivered: the code can be shown. Raises NotAllowed, WrongState, StaleVersion."""
    return go(actor, order, OrderMove.CONFIRM, "", expected_version)


@transaction.atomic
def order_dispute(*, actor: Actor, order: Order, reason: str, expected_version: int | None = None) -> Order:
    """Either side turns to the officer. Raises NotAllowed, WrongState, ReasonMissing, StaleVersion."""
    return go(actor, order, OrderMove.DISPUTE, reason, expected_version)


@transaction.atomic
def order_uphold(*, actor: Actor, order: Order, reason: str, expected_version: int | None = None) -> Order:
    """The officer finds it delivered. Raises NotAllowed, WrongState, ReasonMissing, StaleVersion."""
    return go(actor, order, OrderMove.UPHOLD, reason, expected_version)


@transaction.atomic
def order_reject(*, actor: Actor, order: Order, reason: str, expected_version: int | None = None) -> Order:
    """The officer finds it not delivered: what was set aside is free. Raises as `order_uphold`."""
    return go(actor, order, OrderMove.REJECT, reason, expected_version)


@transaction.atomic
def order_withhold(*, actor: Actor, order: Order, reason: str, expected_version: int | None = None) -> Order:
    """The officer keeps a redeemed order from being settled. Raises NotAllowed, WrongState, ReasonMissing, StaleVersion."""
    return go(actor, order, OrderMove.WITHHOLD, reason, expected_version)


@transaction.atomic
def order_release(*, actor: Actor, order: Order, reason: str, expected_version: int | None = None) -> Order:
    """A second person lets it be settled. Raises SecondPersonNeeded for whoever withheld it, and as the others."""
    found = held(order, expected_version)
    check_may(actor, found, OrderMove.RELEASE)
    last = found.order.steps.filter(move=OrderMove.WITHHOLD.value).order_by("-pk").first()
    if last is not None and last.actor == ref_of(actor):
        raise SecondPersonNeeded()
    return go_on(actor, found, OrderMove.RELEASE, reason)


def orders_due(*, actor: Actor) -> int:
    """What the passing of time does, one order a transaction: not delivered in time lapses, not answered in time an officer
    looks. Returns how many moved. Safe to run twice. Raises NotAllowed."""
    if actor.kind != SystemActor().kind:
        raise NotAllowed()
    today = clock.today()
    late = Order.objects.filter(state__in=[state.value for state in UNDELIVERED], finish_by__lt=today)
    silent = Order.objects.filter(state=OrderState.DELIVERED.value, delivered_on__lt=today)
    done = 0
    for pk in sorted({*late.values_list("pk", flat=True), *silent.values_list("pk", flat=True)}):
        with transaction.atomic():
            found = held(pk)
            days = scheme_of(found.voucher.scheme).days
            due = decisions.due_move(found.records[1], days, today) if days is not None else None
            if due is not None:
                go_on(actor, found, due, "")
                done += 1
    return done


def _check_adds(actor: Actor, found: Held, kind: str) -> None:
    """Whose turn it is to bring papers. Raises NotAllowed, PaperRefused."""
    reach, state = reach_of(actor), OrderState(found.order.state)
    provides, holds = is_provider(found.order.provider, reach), is_holder(found.voucher, reach)
    if not (provides or holds):
        raise NotAllowed()
    looked_at = state is OrderState.DISPUTED and kind != INVOICE
    if not looked_at and not (state is OrderState.ACCEPTED and provides):
        raise PaperRefused(
            "kind",
            Wording(
                "现在不能增减这种材料：服务中由机构提交，核查中双方可以补充说明材料。",
                "Such papers cannot be changed now: the provider brings them while it works, both sides while an officer looks.",
            ),
        )


def _read(data: bytes, typed: Typed | None) -> Invoice:
    try:
        return read_in_sandbox(data, typed)
    except InvoiceError as error:
        raise PaperRefused("file", Wording(error.zh, error.en)) from error


def _sides(order: Order) -> tuple[Party, Party]:
    """Who buys and who sells, as the invoice has to say it."""
    holder, provider = order.voucher.organisation, order.provider.organisation
    buyer = Party(holder.name, holder.uscc) if holder else Party(order.voucher.holder_name)
    return buyer, Party(provider.name, provider.uscc)


def _check_invoices(found: Held, invoices: Sequence[Invoice]) -> Outcome:
    """Everything held against the invoices of a delivery. Raises InvoiceRefused."""
    buyer, seller = _sides(found.order)
    expected = Expected(
        today=clock.today(),
        buyers=(buyer,),
        sellers=(seller,),
        first=found.order.on,
        reversed_by=reversals_of(invoices),
    )
    outcome = check(invoices, expected)
    if outcome.refused:
        raise InvoiceRefused([one.wording for one in outcome.findings if one.problem.refuses])
    return outcome


def _claim(found: Held, papers: Sequence[OrderPaper], invoices: Sequence[Invoice], amount: int) -> None:
    """Invoice and contract for this order alone. Who holds one already is not told here: it is another's business."""
    sides = (found.order.provider.organisation, found.voucher.organisation)
    names = [value for side in sides if side is not None for value in (side.uscc, side.name)]
    of_invoices = {key_of(one.number).digest: one.number for one in invoices}
    contracts = [str(paper.said["number"]) for paper in papers if paper.kind == CONTRACT]
    claims = [*(key_of(one.number) for one in invoices), *contract_keys(contracts, names)]
    holder = claimant_of(found.order)
    try:
        with transaction.atomic():  # so that what stands in the way can be asked for afterwards
            claims_take(actor=BOOKS, holder=holder, claims=claims, amount=amount)
    except AlreadyClaimed as error:
        taken = claimed_by_others(holder, (claim.digest for claim in claims))
        told = [used(number).wording for digest, number in of_invoices.items() if digest in taken]
        told += [
            Wording(
                f"合同 {number} 已用于别的申报或创新券：同一份合同只能用一次。",
                f"Contract {number} already supports another application or voucher: a contract counts once.",
            )
            for number in dict.fromkeys(contracts)
            if taken & {claim.digest for claim in contract_keys([number], names)}
        ]
        raise InvoiceRefused(told or [_TAKEN]) from error


_TAKEN = Wording(
    "发票或合同刚刚被别的申报或创新券用掉。",
    "The invoice or contract was just taken by another application or voucher.",
)


def contract_keys(numbers: Sequence[str], parties: Sequence[str]) -> list[KeyClaim]:
    """A contract under its number, once for each party known of it, as the cases claim theirs: either side meets the other."""
    return [
        KeyClaim("contract", (("number", number), ("party", party)), f"合同 {number} · {party}")
        for number in dict.fromkeys(numbers)
        for party in parties
    ]

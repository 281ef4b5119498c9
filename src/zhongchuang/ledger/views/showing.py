"""How the room's things look: states in a word and a shape, where the money is, who acted, the clause behind a payment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import business_date
from zhongchuang.core.page import (
    ClauseQuote,
    Shape,
    Status,
    Step,
    Stepper,
    StepState,
    Tone,
)
from zhongchuang.ledger.models import (
    BatchLine,
    BatchState,
    ImportState,
    LineResult,
    OrderState,
    PaymentOrder,
    Transfer,
    TransferKind,
)
from zhongchuang.parties.selectors import places
from zhongchuang.parties.selectors.names import colleague_names
from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.selectors.clauses import content_of
from zhongchuang.policy.selectors.rulebook import current_rulebook


def order_status(state: str) -> Status:
    """Where a payment stands."""
    match OrderState(state):
        case OrderState.COMMITTED:
            return Status(_("待会签"), Shape.RING)
        case OrderState.RELEASED:
            return Status(_("待支付"), Shape.HALF)
        case OrderState.SENT:
            return Status(_("已送银行"), Shape.PAUSE)
        case OrderState.HANDED_DOWN:
            return Status(_("已转地方"), Shape.PAUSE)
        case OrderState.PAID:
            return Status(_("已到账"), Shape.CHECK, Tone.ACCENT)
        case OrderState.RETURNED:
            return Status(_("已退票"), Shape.WARNING, Tone.DANGER)
        case OrderState.CANCELLED:
            return Status(_("已取消"), Shape.CROSS)


def batch_status(state: str) -> Status:
    """How far a batch is."""
    match BatchState(state):
        case BatchState.MADE:
            return Status(_("待导出"), Shape.RING)
        case BatchState.EXPORTED:
            return Status(_("等回单"), Shape.PAUSE)
        case BatchState.SETTLED:
            return Status(_("已回单"), Shape.CHECK, Tone.ACCENT)
        case BatchState.CANCELLED:
            return Status(_("已撤销"), Shape.CROSS)


def line_status(result: str) -> Status:
    """What the bank said of a line."""
    match LineResult(result):
        case LineResult.PENDING:
            return Status(_("未回"), Shape.RING)
        case LineResult.PAID:
            return Status(_("成功"), Shape.CHECK, Tone.ACCENT)
        case LineResult.RETURNED:
            return Status(_("退票"), Shape.WARNING, Tone.DANGER)


def import_status(state: str) -> Status:
    """How far a file of results is."""
    if state == ImportState.IMPORTED:
        return Status(_("已入账"), Shape.CHECK, Tone.ACCENT)
    return Status(_("待确认"), Shape.RING)


def kind_label(kind: str) -> str:
    """Why money moved."""
    return {
        TransferKind.APPROPRIATE: _("下达预算"),
        TransferKind.ALLOCATE: _("分配到项目"),
        TransferKind.HOLD: _("冻结"),
        TransferKind.POST: _("支付"),
        TransferKind.VOID: _("解冻"),
        TransferKind.HAND_DOWN: _("转移支付"),
        TransferKind.PAY_ON: _("地方拨付"),
        TransferKind.RETURN: _("退票"),
        TransferKind.REFUND: _("退回"),
        TransferKind.CLAW_BACK: _("追回"),
        TransferKind.REDUCE: _("调减"),
        TransferKind.LAPSE: _("年末收回"),
        TransferKind.ISSUE: _("发券"),
        TransferKind.EXPIRE: _("到期收回"),
        TransferKind.REVOKE: _("撤销收回"),
        TransferKind.UNREDEEM: _("退回核销"),
    }[TransferKind(kind)]


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """Places by code, in the reader's language."""
    english = (get_language() or "").startswith("en")
    wanted = set(codes)
    return (
        {p.code: p.name_en if english else p.name for p in places().filter(code__in=wanted)} if wanted else {}
    )


def people(actor: Actor, refs: Iterable[str]) -> dict[str, str]:
    """Who acted, by the refs rows keep."""
    refs = set(refs)
    names = colleague_names(actor, [ref.partition(":")[2] for ref in refs if ref.startswith("person:")])
    return {ref: names.get(ref.partition(":")[2], _("平台")) for ref in refs}


def where_now(order: PaymentOrder, names: dict[str, str]) -> str:
    """Where the money is, in a sentence."""
    match OrderState(order.state):
        case OrderState.COMMITTED if order.waits_for:
            return _("冻结在项目预算里，%(what)s之后才能会签。") % {"what": order.waits_for}
        case OrderState.COMMITTED:
            return _("冻结在项目预算里，等财政会签。")
        case OrderState.RELEASED:
            if order.route:
                return _("冻结在项目预算里，财政已会签，等下达到%(place)s。") % {
                    "place": names[order.route[0]]
                }
            return _("冻结在项目预算里，财政已会签，等送银行。")
        case OrderState.SENT:
            return _("已送银行，冻结还在，等银行回单。")
        case OrderState.HANDED_DOWN:
            return _("在%(place)s的财政专户，等%(place)s往下拨付。") % {"place": names[order.place_now]}
        case OrderState.PAID:
            return _("已到收款人账户。")
        case OrderState.RETURNED:
            return _("银行退回：%(reason)s。更正账号后重新会签、支付。") % {
                "reason": order.reason.rstrip("。")
            }
        case OrderState.CANCELLED:
            return _("已取消，冻结已解除：%(reason)s") % {"reason": order.reason}


def course_of(
    order: PaymentOrder, moves: list[Transfer], lines: list[BatchLine], names: dict[str, str]
) -> Stepper:
    """The way of the money: done with its day and number, the present one, what follows."""
    state = OrderState(order.state)
    done = {
        OrderState.COMMITTED: 1,
        OrderState.RETURNED: 1,
        OrderState.RELEASED: 2,
        OrderState.SENT: 3,
        OrderState.CANCELLED: 1,
    }
    labels: list[tuple[str, str]] = [
        (_("决定，冻结"), _day(business_date(order.created_at))),
        (_("财政会签"), ""),
    ]
    if order.route:
        down = {
            move.credit.code: move
            for move in moves
            if move.kind in (TransferKind.POST, TransferKind.HAND_DOWN)
        }
        for code in order.route:
            move = down.get(f"place:{code}")
            labels.append((_("下达到%(place)s") % {"place": names[code]}, _told(move)))
        here = 2 + (list(order.route).index(order.place_now) + 1 if order.place_now else 0)
        done[OrderState.HANDED_DOWN] = here
        labels.append((_("拨付到账"), _day(order.paid_on) if order.paid_on else ""))
    else:
        sent = lines[0] if lines and lines[0].live else None
        labels.append((_("送银行"), sent.batch.number if sent else ""))
        labels.append((_("到账"), _day(order.paid_on) if order.paid_on else ""))
    reached = len(labels) if state is OrderState.PAID else done.get(state, len(labels))
    stopped = state is OrderState.CANCELLED
    return Stepper(
        _("款项的去向"),
        tuple(
            Step(
                label,
                StepState.DONE
                if at < reached
                else StepState.SKIPPED
                if stopped
                else StepState.CURRENT
                if at == reached
                else StepState.NEXT,
                note,
            )
            for at, (label, note) in enumerate(labels)
        ),
    )


def _day(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")


def _told(move: Transfer | None) -> str:
    return "" if move is None else f"{_day(move.on)} {move.memo}"


def case_address(number: str) -> str:
    """The page of the case a payment belongs to, where the project names one (`settings.ZHONGCHUANG_CASE_PAGE`)."""
    name = str(getattr(settings, "ZHONGCHUANG_CASE_PAGE", ""))
    try:
        return reverse(name, args=[number]) if name else ""
    except NoReverseMatch:
        return ""  # an imported number that is no number of ours


def clause_address(clause: str) -> str:
    """The page of the clause behind a payment; empty where it is not written as `slug#path`."""
    slug, sep, ref = clause.partition("#")
    return reverse("policy:clause", args=[slug, ref]) if sep and slug and ref else ""


def clause_quote(clause: str) -> ClauseQuote | None:
    """The words that allow a payment; None where the text is not held here."""
    slug, _sep, ref = clause.partition("#")
    try:
        book = current_rulebook()
    except NoPacks:
        return None
    document = book.document(slug)
    if document is None:
        return None
    found = content_of(book, document, clock.today()).clause(ref)
    if found is None:
        return None
    return ClauseQuote(
        found.clause.text, f"《{document.title}》", document.number or "", ref, clause_address(clause)
    )

"""Cases that give a voucher: the money is held with the decision; what comes of it is told to whoever issues vouchers.

Rooms on one floor do not know each other: this side holds money in the ledger and emits events (project/wiring.py).
"""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from zhongchuang.cases.events import VoucherGranted, VoucherWithdrawn
from zhongchuang.cases.models import Case, Decision
from zhongchuang.cases.programmes.schema import Kind, Programme
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Refused
from zhongchuang.core.outbox import emit
from zhongchuang.ledger.selectors.promises import promise_of
from zhongchuang.ledger.services.promises import promise_hold, promise_release

LONGEST_REASON = 400


def scheme_checked(programme: Programme) -> None:
    """Say nothing where vouchers of the programme's scheme may be issued now, or where it gives none.

    Whoever keeps the schemes answers (`settings.ZHONGCHUANG_SCHEME_CHECK`, the dotted path of a function of a scheme's id that
    raises); where nobody does, nothing is promised. Raises Refused.
    """
    if programme.voucher is None:
        return
    path = str(getattr(settings, "ZHONGCHUANG_SCHEME_CHECK", ""))
    if not path:
        raise Refused(
            "没有配置创新券方案的核对，不能发券。",
            "No check of voucher schemes is configured, so no voucher can be promised.",
            next_zh="请平台管理员设置 ZHONGCHUANG_SCHEME_CHECK。",
            next_en="An administrator sets ZHONGCHUANG_SCHEME_CHECK.",
            code="cases.no_scheme_check",
        )
    import_string(path)(programme.voucher.scheme)


def voucher_promise(*, actor: Actor, case: Case, programme: Programme, granted: int) -> None:
    """Hold the face value in the budget of the round, in 分.

    Raises Refused without a budget or a scheme in force, NotEnough, BudgetLapsed.
    """
    scheme_checked(programme)
    budget = case.round.budget
    if budget is None:
        raise Refused(
            "这一批没有指定预算，不能承诺资金。",
            "The round names no budget, so no money can be promised.",
            next_zh="请在申报批次里选择预算。",
            next_en="Choose a budget in the round.",
            code="cases.no_budget",
        )
    promise_hold(
        actor=actor,
        case=case.number,
        budget=budget,
        amount=granted,
        memo=f"{case.programme.title}（待发券）",
    )


def voucher_release(*, actor: Actor, case: Case, reason: str) -> None:
    """Give up what is held for a voucher that was not issued; nothing happens where nothing is held."""
    if case.programme.kind != Kind.VOUCHER.value:
        return
    promise_release(actor=actor, case=case.number, reason=reason)


def voucher_granted(*, case: Case, decision: Decision, programme: Programme) -> None:
    """Tell that the decision is complete and the voucher may be issued. Nothing for programmes without one.

    Raises Refused where the money is no longer held: then nothing may be issued.
    """
    if programme.voucher is None:
        return
    hold = promise_of(case.number)
    budget, organisation = case.round.budget, case.organisation
    if hold is None or budget is None or organisation is None or decision.amount is None:
        raise Refused(
            f"办件 {case.number} 的券款没有冻结，不能发券。",
            f"The money for the voucher of case {case.number} is not held, so none can be issued.",
            next_zh="请退回重新决定。",
            next_en="Send it back to be decided anew.",
            code="cases.voucher_not_held",
        )
    emit(
        VoucherGranted(
            case=case.number,
            clause=decision.clause,
            clearance=decision.clearance,
            budget=budget.pk,
            hold=hold.pk,
            department=case.round.department_id,
            organisation=organisation.pk,
            holder_name=organisation.name,
            holder_kind=programme.voucher.holder,
            place=case.place_id,
            amount=decision.amount,
            scheme=programme.voucher.scheme,
            programme=case.programme.code,
            on=decision.decided_on,
            synthetic=case.synthetic or case.programme.synthetic,
        )
    )


def voucher_withdrawn(*, actor: Actor, case: Case, reason: str) -> None:
    """The decision is revoked: what is still held comes free, and whoever issues vouchers hears of it."""
    if case.programme.kind != Kind.VOUCHER.value:
        return
    voucher_release(actor=actor, case=case, reason="决定已撤销")
    emit(VoucherWithdrawn(case=case.number, reason=reason[:LONGEST_REASON]))

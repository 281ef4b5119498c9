"""How much may be granted: no more than was asked, announced, found by an inquiry, and left by the check for double support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhongchuang.cases.errors import AmountNotAllowed
from zhongchuang.cases.programmes.schema import Step
from zhongchuang.cases.selectors.diligence import diligence_limit
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.clearing import case_checked
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.money import format_yuan

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case
    from zhongchuang.cases.services.moving import Moving
    from zhongchuang.clearance.models import Clearance


def amount_limit(case: Case) -> int | None:
    """The most that may be granted, in 分: what was asked for, no more than was announced, no more than an inquiry found. None
    where the programme gives no money.
    """
    if programme_of(case).money is None:
        return None
    announced = case.proposed if Step.NOTICE in programme_of(case).steps else None
    found = diligence_limit(case) if Step.DILIGENCE in programme_of(case).steps else None
    return min((most for most in (case.asked, announced, found) if most is not None), default=None)


def cleared_for(held: Moving, clearance: Clearance, granted: int | None) -> Clearance:
    """The clearance to decide on. Where nothing had been asked for, the check could not know how much: it is made anew with
    what is to be granted. Raises NotClear, AmountNotAllowed, FactsMoved.
    """
    if granted is None or held.case.asked is not None or held.case.proposed is not None:
        return clearance
    held.case.granted = granted
    checked = case_checked(held.actor, held.case)
    if checked.clearance is None:
        raise checked.refusal
    _refuse_beyond(checked.clearance, granted)
    return checked.clearance


def _refuse_beyond(clearance: Clearance, amount: int) -> None:
    most = clearance.allowed
    if most is not None and amount > most:
        raise AmountNotAllowed(
            f"查重核定至多 {format_yuan(most)}，支持金额超过了。",
            f"The check leaves at most {format_yuan(most, language='en')}; the amount is above it.",
            next_zh="请按查重核定的数额批准；确需超过的，先由两人办理例外。",
            next_en="Grant what the check leaves; for more, two officers make an exception first.",
        )


def amount_granted(held: Moving, amount: int | None, clearance: Clearance) -> int | None:
    """The amount that is granted, in 分: what is written, within every limit. Raises InvalidInput, AmountNotAllowed."""
    money = held.programme.money
    if money is None:
        if amount is not None:
            raise AmountNotAllowed("这个项目不给资金。", "This programme gives no money.")
        return None
    limit = amount_limit(held.case)
    if amount is None or amount <= 0:
        told = Wording("请填写支持金额", "Give the amount")
        raise InvalidInput("决定没有作出。", "Nothing was decided.", fields={"amount": told})
    if limit is not None and amount > limit:
        asked = format_yuan(limit)
        raise AmountNotAllowed(
            f"支持金额超过可以支持的上限 {asked}。",
            f"The amount is above the most that may be granted, {format_yuan(limit, language='en')}.",
        )
    if held.case.asked is not None or held.case.proposed is not None:
        _refuse_beyond(clearance, amount)
    return amount

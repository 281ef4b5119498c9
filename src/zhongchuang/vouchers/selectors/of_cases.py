"""The voucher a case was decided into, for whoever may open it: asked by case number, from outside the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhongchuang.vouchers.models import Voucher
from zhongchuang.vouchers.selectors.vouchers import department_vouchers, own_vouchers

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor


def voucher_of_case(actor: Actor, case: str, *, desk: bool) -> Voucher | None:
    """The voucher of a case: at the desk one of somebody's department, else one they hold; None where there is none for them."""
    rows = department_vouchers(actor) if desk else own_vouchers(actor)
    return rows.filter(case=case).first()

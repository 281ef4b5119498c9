"""Where a decided case becomes a voucher: cases tell, vouchers issue, and neither knows the other.

Called at least once for each event. The hold that the decision placed in the ledger is the token: the issue gives it up and
books the voucher in one plan; where a revocation was first, the hold is resolved and nothing is issued.
"""

from __future__ import annotations

from zhongchuang.cases.events import VoucherGranted, VoucherWithdrawn
from zhongchuang.clearance.services.awards import award_paid
from zhongchuang.core.actors import SystemActor
from zhongchuang.ledger.errors import HoldResolved
from zhongchuang.vouchers.events import OrderMoved
from zhongchuang.vouchers.flow import OrderMove
from zhongchuang.vouchers.selectors.spent import spent_of
from zhongchuang.vouchers.services.vouchers import IssueFacts, voucher_issue, voucher_revoke_case

ACTOR = SystemActor("vouchers.granted")
PAID_BY = SystemActor("vouchers.awards_paid")
SPENDING = frozenset({OrderMove.REDEEM.value, OrderMove.REFUND.value, OrderMove.REFUND_PAID.value})
"""Moves of an order that change what was spent of its voucher."""


def issue_voucher(granted: VoucherGranted) -> None:
    """The voucher of an approved and co-signed case; nothing, where the decision was revoked before."""
    facts = IssueFacts(
        case=granted.case,
        clause=granted.clause,
        clearance=granted.clearance,
        budget=granted.budget,
        department=granted.department,
        organisation=granted.organisation,
        account=None,
        holder_name=granted.holder_name,
        holder_kind=granted.holder_kind,
        place=granted.place,
        amount=granted.amount,
        scheme=granted.scheme,
        programme=granted.programme,
        on=granted.on,
        hold=granted.hold,
        synthetic=granted.synthetic,
    )
    try:
        voucher_issue(actor=ACTOR, issue=facts)
    except HoldResolved:
        return  # revoked in between: `withdraw_voucher` finds no voucher, and there is none


def withdraw_voucher(withdrawn: VoucherWithdrawn) -> None:
    """The case's voucher is revoked, where one was issued; one revoked before stays as it is."""
    voucher_revoke_case(actor=ACTOR, case=withdrawn.case, reason=withdrawn.reason)


def voucher_spent(moved: OrderMoved) -> None:
    """An order was redeemed, or something of it came back: what the award of the voucher's case has been paid is read anew."""
    if moved.move not in SPENDING:
        return
    found = spent_of(moved.voucher)
    if found is not None:
        case, redeemed = found
        award_paid(actor=PAID_BY, ref=f"case:{case}", amount=redeemed)

"""What each move books in the ledger (pure): a table of transfers between four kinds of account.

    项目预算 ──发券──▶ 创新券 ──冻结、核销──▶ 应付服务机构 ──冻结、支付──▶ 收款人
        ◀──到期、撤销收回──  ◀────退回──────             ◀──退票────
                              ◀──────────────退回──────────────

A voucher's account holds what is available and what is held; what was redeemed stands with the provider until it is settled
and with the payee afterwards; what expired or was revoked stands in the budget again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class AccountRole(StrEnum):
    """The kinds of account, and how each is coded. BUDGET and PAYEE exist in the ledger; the other two are new kinds."""

    BUDGET = "programme"  # programme:<department>:<year>:<programme>
    VOUCHER = "voucher"  # voucher:<number>
    PROVIDER = "provider"  # provider:<provider>:<budget>: redeemed and not yet settled
    PAYEE = "payee"  # payee:<provider>:<budget>


class TransferKind(StrEnum):
    """Why money moves: the ledger's kinds by the same values, and four that are new with vouchers."""

    HOLD = "hold"
    POST = "post"
    VOID = "void"
    RETURN = "return"
    REFUND = "refund"
    ISSUE = "issue"  # new: 发券, programme → voucher
    EXPIRE = "expire"  # new: 到期收回, voucher → programme
    REVOKE = "revoke"  # new: 撤销收回, voucher → programme
    UNREDEEM = "unredeem"  # new: 退回核销, provider → voucher


NEW_ACCOUNTS = {AccountRole.VOUCHER: "创新券", AccountRole.PROVIDER: "应付服务机构"}
NEW_KINDS = {
    TransferKind.ISSUE: "发券",
    TransferKind.EXPIRE: "到期收回",
    TransferKind.REVOKE: "撤销收回",
    TransferKind.UNREDEEM: "退回核销",
}


class Effect(StrEnum):
    """What a move does with money."""

    ISSUE = "issue"
    HOLD = "hold"
    FREE = "free"
    REDEEM = "redeem"
    EXPIRE = "expire"
    REVOKE = "revoke"
    BATCH = "batch"
    UNBATCH = "unbatch"
    SETTLE = "settle"
    BOUNCE = "bounce"
    BOUNCE_LATE = "bounce_late"
    REFUND = "refund"
    REFUND_PAID = "refund_paid"


class Amount(StrEnum):
    """Which amount a line books."""

    WHOLE = "whole"  # what the move is about: face value, support, what is paid, what comes back
    EXPIRED = "expired"  # what of it goes to the budget because the voucher has expired
    REVOKED = "revoked"  # … because it was revoked


@dataclass(frozen=True, slots=True)
class Line:
    """One transfer of the table. VOID and POST resolve the hold of the same two accounts that the order placed last."""

    kind: TransferKind
    debit: AccountRole
    credit: AccountRole
    of: Amount = Amount.WHOLE


@dataclass(frozen=True, slots=True)
class Entry:
    """One transfer to be booked, in 分."""

    kind: TransferKind
    debit: AccountRole
    credit: AccountRole
    amount: int


_K, _B, _V, _P, _Y = (
    TransferKind,
    AccountRole.BUDGET,
    AccountRole.VOUCHER,
    AccountRole.PROVIDER,
    AccountRole.PAYEE,
)
_TO_BUDGET = (Line(_K.EXPIRE, _V, _B, Amount.EXPIRED), Line(_K.REVOKE, _V, _B, Amount.REVOKED))
POSTINGS: Mapping[Effect, tuple[Line, ...]] = {
    Effect.ISSUE: (Line(_K.ISSUE, _B, _V),),
    Effect.HOLD: (Line(_K.HOLD, _V, _P),),
    Effect.FREE: (Line(_K.VOID, _V, _P), *_TO_BUDGET),
    # the ledger frees by itself what of the hold is not paid; where the voucher is over, that goes on to the budget
    Effect.REDEEM: (Line(_K.POST, _V, _P), *_TO_BUDGET),
    Effect.EXPIRE: (Line(_K.EXPIRE, _V, _B),),
    Effect.REVOKE: (Line(_K.REVOKE, _V, _B),),
    Effect.BATCH: (Line(_K.HOLD, _P, _Y),),
    Effect.UNBATCH: (Line(_K.VOID, _P, _Y),),
    Effect.SETTLE: (Line(_K.POST, _P, _Y),),
    # as with every payment: to the payee and back, so that the books show the bank's return
    Effect.BOUNCE: (Line(_K.POST, _P, _Y), Line(_K.RETURN, _Y, _P)),
    Effect.BOUNCE_LATE: (Line(_K.RETURN, _Y, _P),),
    Effect.REFUND: (Line(_K.UNREDEEM, _P, _V), *_TO_BUDGET),
    Effect.REFUND_PAID: (Line(_K.REFUND, _Y, _V), *_TO_BUDGET),
}
"""The transfers of each effect, in the order in which they are booked, all or none (`transfers_post`)."""


def entries(effect: Effect, whole: int, *, expired: int = 0, revoked: int = 0) -> tuple[Entry, ...]:
    """The transfers of a move. A line of nothing is not booked."""
    amounts = {Amount.WHOLE: whole, Amount.EXPIRED: expired, Amount.REVOKED: revoked}
    return tuple(
        Entry(line.kind, line.debit, line.credit, amounts[line.of])
        for line in POSTINGS[effect]
        if amounts[line.of] > 0
    )

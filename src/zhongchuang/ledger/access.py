"""Who may see and move public money. Default deny: a role that is not named may nothing.

The finance department opens budgets, signs and pays; the department's own officers see what their programmes spend; auditors
see everything and move nothing. Payees see their own payments through their cases.
"""

from __future__ import annotations

from enum import StrEnum

from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.ledger.models import TransferKind
from zhongchuang.parties.access import Role, holds


class LedgerAction(StrEnum):
    """What can be done in this room."""

    VIEW = "view"
    BUDGET = "budget"  # appropriate, allocate, reduce, lapse
    COMMIT = "commit"  # hold, release a hold: with a decision
    SIGN = "sign"  # the finance department's co-signature
    PAY = "pay"  # batches, results, refunds
    CLAW_BACK = "claw_back"


def may_ledger(actor: Actor, action: LedgerAction) -> bool:
    """Budgets and payments as a whole."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    match action:
        case LedgerAction.VIEW:
            return holds(actor, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.FINANCE, Role.AUDITOR)
        case LedgerAction.BUDGET | LedgerAction.SIGN | LedgerAction.PAY:
            return holds(actor, Role.FINANCE)
        case LedgerAction.COMMIT | LedgerAction.CLAW_BACK:
            return holds(actor, Role.REVIEWER, Role.ADMINISTRATOR)


MOVES: dict[TransferKind, frozenset[LedgerAction]] = {
    TransferKind.APPROPRIATE: frozenset({LedgerAction.BUDGET}),
    TransferKind.ALLOCATE: frozenset({LedgerAction.BUDGET}),
    TransferKind.REDUCE: frozenset({LedgerAction.BUDGET}),
    # What comes free in a budget that has lapsed follows its rest, whoever set it free.
    TransferKind.LAPSE: frozenset({LedgerAction.BUDGET, LedgerAction.COMMIT, LedgerAction.PAY}),
    # A payment the bank returned is held anew, and a hold is given up, by whoever stands there with it.
    TransferKind.HOLD: frozenset({LedgerAction.COMMIT, LedgerAction.PAY}),
    TransferKind.VOID: frozenset({LedgerAction.COMMIT, LedgerAction.PAY}),
    TransferKind.POST: frozenset({LedgerAction.PAY}),
    TransferKind.HAND_DOWN: frozenset({LedgerAction.PAY}),
    TransferKind.PAY_ON: frozenset({LedgerAction.PAY}),
    TransferKind.RETURN: frozenset({LedgerAction.PAY}),
    TransferKind.REFUND: frozenset({LedgerAction.PAY}),
    TransferKind.CLAW_BACK: frozenset({LedgerAction.PAY, LedgerAction.CLAW_BACK}),
    # Vouchers: booked by the platform once their own room has asked whether somebody may.
    TransferKind.ISSUE: frozenset({LedgerAction.COMMIT}),
    TransferKind.EXPIRE: frozenset({LedgerAction.COMMIT}),
    TransferKind.REVOKE: frozenset({LedgerAction.COMMIT}),
    TransferKind.UNREDEEM: frozenset({LedgerAction.COMMIT, LedgerAction.PAY}),
}
"""Which actions a kind of transfer belongs to; one of them is enough."""


def may_transfer(actor: Actor, kind: str) -> bool:
    """One transfer. The verbs above ask for their own action; this is the last door before the money."""
    return any(may_ledger(actor, action) for action in MOVES[TransferKind(kind)])


def may_open_account(actor: Actor, *, may_overdraw: bool) -> bool:
    """An account is opened with a budget or with a promise; one that may be overdrawn, by finance alone."""
    actions = {LedgerAction.BUDGET} if may_overdraw else {LedgerAction.BUDGET, LedgerAction.COMMIT}
    return any(may_ledger(actor, action) for action in actions)

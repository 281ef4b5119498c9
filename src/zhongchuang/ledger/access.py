"""Who may see and move public money. Default deny: a role that is not named may nothing.

The finance department opens budgets, signs and pays; the department's own officers see what their programmes spend; auditors
see everything and move nothing. Payees see their own payments through their cases.
"""

from __future__ import annotations

from enum import StrEnum

from zhongchuang.core.actors import Actor, ActorKind
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

"""Money held for a case between its decision and its voucher: nobody else can promise it meanwhile.

The hold itself is the token: whoever resolves it first, the issue of the voucher or a revocation, wins; the other finds it
resolved. Who issues gives it up and moves the money in one plan of transfers, so that it is never free in between.
"""

from __future__ import annotations

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.ledger.access import LedgerAction
from zhongchuang.ledger.models import Account, AccountKind, Budget, Transfer
from zhongchuang.ledger.selectors.promises import promise_of, promises_made
from zhongchuang.ledger.services.orders import (
    chain_of,
    check_may,
    lock_accounts,
    lock_budgets,
    place_hold,
    positive,
    sweep,
    text,
)
from zhongchuang.ledger.services.transfers import account_open, hold_void

CASE, MEMO = 40, 200


def waiting_account(actor: Actor, budget: Budget) -> Account:
    """For whom the money of a budget's promises is held; nothing is ever posted to it."""
    return account_open(
        actor=actor,
        code=f"promised:{budget.pk}",
        kind=AccountKind.VOUCHER,
        name=f"{budget.year} {budget.name}（待发券）"[:200],
    )


@transaction.atomic
def promise_hold(*, actor: Actor, case: str, budget: Budget, amount: int, memo: str) -> Transfer:
    """Hold the money of a case's voucher; what an earlier decision held for it is given up first.

    Raises NotAllowed, InvalidInput, NotEnough, BudgetLapsed.
    """
    check_may(actor, LedgerAction.COMMIT)
    positive("amount", amount)
    number = text("case", case, CASE)
    budgets = lock_budgets(
        [budget.pk, *_budget_of(promise_of(number))]
    )  # both at once: budgets come before accounts
    promise_release(actor=actor, case=number, reason="重新决定")
    held = budgets[budget.pk]
    waiting = waiting_account(actor, held)
    hold = place_hold(
        actor,
        key=f"promise:{number}:{promises_made(number) + 1}",  # whichever budgets they were of
        budget=held,
        credit=waiting,
        amount=amount,
        basis=number,
        memo=memo[:MEMO],
    )
    audit_write(
        actor=actor,
        verb="ledger.promise_hold",
        target=held,
        after={"case": number, "amount": amount, "hold": hold.pk},
    )
    return hold


@transaction.atomic
def promise_release(*, actor: Actor, case: str, reason: str) -> bool:
    """Give up what is held for a case; False where nothing is (any more). Raises NotAllowed.

    What comes free in a budget that has lapsed follows its rest.
    """
    check_may(actor, LedgerAction.COMMIT)
    found = promise_of(case)
    if found is None:
        return False
    (pk,) = _budget_of(found)
    budget = lock_budgets([pk])[pk]
    lock_accounts(chain_of(budget, found.credit_id))
    found = promise_of(case)  # who waited for the accounts reads again
    if found is None:
        return False
    hold_void(
        actor=actor,
        key=f"promise:{found.pk}:void",
        hold=found,
        on=clock.today(),
        basis=case,
        memo=reason[:MEMO],
    )
    sweep(actor, budget, key=f"promise:{found.pk}", on=clock.today(), basis=budget.basis)
    audit_write(
        actor=actor,
        verb="ledger.promise_release",
        target=budget,
        after={"case": case, "amount": found.amount, "reason": reason},
    )
    return True


def _budget_of(promise: Transfer | None) -> list[int]:
    """The key of the budget a promise holds money of; none where there is no promise."""
    return (
        list(Budget.objects.filter(account=promise.debit_id).values_list("pk", flat=True)) if promise else []
    )

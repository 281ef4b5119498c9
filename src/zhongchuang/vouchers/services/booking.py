"""What a move books, brought into the ledger: the entries of `postings` as steps between four accounts, all or none.

The verb has asked whether the person may; what follows in the books is the platform's doing, so the transfers name it. The
order's steps and the log name the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.ledger.services import Step, account_open, move, place, release, settle, transfers_post
from zhongchuang.ledger.services.orders import chain_of, lock_accounts, lock_budgets, sweep
from zhongchuang.ledger.services.vouchers import ACCOUNT_KINDS
from zhongchuang.vouchers.postings import AccountRole, Entry, TransferKind

if TYPE_CHECKING:
    from zhongchuang.ledger.models import Account, Budget, Transfer
    from zhongchuang.vouchers.models import Order, Provider, Voucher

BOOKS = SystemActor("vouchers")
_NAME = 200


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of a move by role (their keys), and the budget the money is of."""

    budget: int
    by_role: dict[AccountRole, int]


def open_voucher_account(number: str, holder: str) -> Account:
    """The account of what is left of a voucher."""
    return account_open(
        actor=BOOKS,
        code=f"{AccountRole.VOUCHER}:{number}",
        kind=ACCOUNT_KINDS[AccountRole.VOUCHER],
        name=f"{holder[: _NAME - 40]} · {number}",
    )


def provider_account(provider: Provider, budget: int) -> Account:
    """The account of what a provider has redeemed of a budget and was not settled yet."""
    return _of_provider(AccountRole.PROVIDER, f"{AccountRole.PROVIDER}:{provider.pk}:{budget}", provider)


def payee_of(provider: Provider, budget: int) -> Account:
    """The account of what a provider was paid out of a budget for vouchers."""
    return _of_provider(
        AccountRole.PAYEE, f"{AccountRole.PAYEE}:{AccountRole.PROVIDER}:{provider.pk}:{budget}", provider
    )


def _of_provider(role: AccountRole, code: str, provider: Provider) -> Account:
    name = f"{provider.organisation.name[: _NAME - 40]} · 创新券"
    return account_open(actor=BOOKS, code=code, kind=ACCOUNT_KINDS[role], name=name)


def book_issue(voucher: Voucher, budget: Budget, hold: Transfer | None, entries: Sequence[Entry]) -> None:
    """The face value out of the budget into the voucher; the hold of the decision is given up in the same plan, so that
    nobody comes between. The budget is locked. Raises NotEnough."""
    key = f"{voucher.number}:issue"
    today = clock.today()
    steps: list[Step] = []
    if hold is not None:
        steps.append(release(key=f"{key}:hold", hold=hold, on=today, basis=voucher.number, memo=voucher.case))
    accounts = {AccountRole.BUDGET: budget.account_id, AccountRole.VOUCHER: voucher.account_id}
    steps += _steps(entries, accounts, None, key, voucher.number, voucher.case)
    transfers_post(actor=BOOKS, plan=steps)


def book_voucher(voucher: Voucher, key: str, entries: Sequence[Entry]) -> None:
    """What a move of a whole voucher books: what is available goes back to the budget."""
    if not entries:
        return
    accounts = {AccountRole.BUDGET: voucher.budget.account_id, AccountRole.VOUCHER: voucher.account_id}
    _post(voucher, _steps(entries, accounts, None, key, voucher.number, ""), entries, key)


def book_order(order: Order, key: str, entries: Sequence[Entry]) -> Transfer | None:
    """What a move of an order books; the hold it leaves in force, None where it leaves none.

    `order` with its voucher, its provider and the hold in force, locked.
    """
    if not entries:
        return order.hold
    voucher = order.voucher
    plan = _steps(entries, _accounts(order, entries), order.hold, key, order.number, voucher.number)
    made = _post(voucher, plan, entries, key)
    placed = [one for one in made if one.kind == TransferKind.HOLD]
    return placed[-1] if placed else None


def _accounts(order: Order, entries: Sequence[Entry]) -> dict[AccountRole, int]:
    """Only what the entries name: where a hold is resolved, it says its accounts itself."""
    voucher, resolving = order.voucher, (TransferKind.POST, TransferKind.VOID)
    named = {r for e in entries if e.kind not in resolving for r in (e.debit, e.credit)}
    found: dict[AccountRole, int] = {}
    for role in sorted(named):
        match role:
            case AccountRole.VOUCHER:
                found[role] = voucher.account_id
            case AccountRole.BUDGET:
                found[role] = voucher.budget.account_id
            case AccountRole.PROVIDER:
                found[role] = provider_account(order.provider, voucher.budget_id).pk
            case AccountRole.PAYEE:
                found[role] = payee_of(order.provider, voucher.budget_id).pk
    return found


def _steps(
    entries: Sequence[Entry],
    accounts: dict[AccountRole, int],
    hold: Transfer | None,
    key: str,
    basis: str,
    memo: str,
) -> list[Step]:
    today = clock.today()
    steps: list[Step] = []
    for number, entry in enumerate(entries):
        own = f"{key}:{number}"
        if entry.kind in (TransferKind.POST, TransferKind.VOID):
            if hold is None:
                raise ValueError(f"{basis}: 没有可结清的冻结 / there is no hold to resolve")
            if entry.kind is TransferKind.VOID:
                steps.append(release(key=own, hold=hold, on=today, basis=basis, memo=memo))
            else:
                steps.append(
                    settle(key=own, hold=hold, on=today, basis=basis, amount=entry.amount, memo=memo)
                )
            continue
        debit, credit = accounts[entry.debit], accounts[entry.credit]
        if entry.kind is TransferKind.HOLD:
            steps.append(
                place(
                    key=own, debit=debit, credit=credit, amount=entry.amount, on=today, basis=basis, memo=memo
                )
            )
            continue
        steps.append(
            move(
                key=own,
                kind=entry.kind.value,
                debit=debit,
                credit=credit,
                amount=entry.amount,
                on=today,
                basis=basis,
                memo=memo,
            )
        )
    return steps


def _post(voucher: Voucher, plan: Sequence[Step], entries: Sequence[Entry], key: str) -> list[Transfer]:
    """Book the plan. Money that comes back to a budget whose year is over goes the way its rest went."""
    if not any(AccountRole.BUDGET in (entry.debit, entry.credit) for entry in entries):
        return transfers_post(actor=BOOKS, plan=plan)
    budget = lock_budgets([voucher.budget_id])[voucher.budget_id]
    lock_accounts(chain_of(budget, *(pk for step in plan for pk in (step.debit, step.credit))))
    made = transfers_post(actor=BOOKS, plan=plan)
    sweep(BOOKS, budget, key=key, on=clock.today(), basis=budget.basis)
    return made

"""Budgets: what a department may spend in a year, what of it for which programme, and what goes back when the year is over.

Every amount comes with its 下达文件. A year's budget is one account under the source of its place; a programme's is one
account under the department's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.ledger.access import LedgerAction
from zhongchuang.ledger.errors import BudgetLapsed, BudgetThere
from zhongchuang.ledger.models import Account, AccountKind, Budget, TransferKind
from zhongchuang.ledger.services.orders import (
    check_may,
    lock_accounts,
    not_later,
    positive,
    source_code,
    text,
)
from zhongchuang.ledger.services.transfers import account_open, transfer_post
from zhongchuang.parties.selectors import visible_organisations

NAME, DOCUMENT, PROGRAMME = 200, 200, 80
FIRST_YEAR = 2000
OPENED = "opened"


def budget_open(
    *,
    actor: Actor,
    department: int,
    year: int,
    name: str,
    amount: int,
    basis: str,
    on: dt.date,
    key: str | None = None,
) -> Budget:
    """Open a department's budget of a year with what was appropriated. Raises NotAllowed, InvalidInput, BudgetThere."""
    check_may(actor, LedgerAction.BUDGET)
    positive("amount", amount)
    named, document, day = text("name", name, NAME), text("basis", basis, DOCUMENT), not_later(on)
    _check_year(year)
    found = visible_organisations(actor).filter(pk=department).first()
    if found is None:
        wording = Wording("请从登记的单位里选。", "Choose one of the registered organisations.")
        raise InvalidInput(wording.zh, wording.en, fields={"department": wording}, code="ledger.department")

    def run() -> Budget:
        source = account_open(
            actor=actor,
            code=source_code(found.place_id),
            kind=AccountKind.SOURCE,
            name=f"{found.place.name}财政来源",
            may_overdraw=True,
        )
        account = account_open(
            actor=actor,
            code=f"budget:{found.pk}:{year}",
            kind=AccountKind.DEPARTMENT,
            name=f"{year} {named}",
        )
        budget = _made(
            Budget(
                account=account,
                department_id=found.pk,
                place_id=found.place_id,
                year=year,
                name=named,
                basis=document,
            )
        )
        _move(actor, budget, TransferKind.APPROPRIATE, source, account, amount, day, document, turn=OPENED)
        _log(actor, "ledger.budget_open", budget, {"year": year, "amount": amount, "basis": document})
        return budget

    return _once(
        actor,
        key,
        "ledger.budget_open",
        {
            "department": department,
            "year": year,
            "name": named,
            "amount": amount,
            "basis": document,
            "on": day,
        },
        run,
    )


def _check_year(year: int) -> None:
    if FIRST_YEAR <= year <= clock.today().year + 1:
        return
    wording = Wording("年度不对。", "No such year.")
    raise InvalidInput(wording.zh, wording.en, fields={"year": wording}, code="ledger.year")


def _made(budget: Budget) -> Budget:
    try:
        with transaction.atomic():
            budget.save(force_insert=True)
    except IntegrityError:
        raise BudgetThere(budget.year) from None
    return budget


def budget_allocate(
    *,
    actor: Actor,
    budget: Budget,
    programme: str,
    name: str,
    amount: int,
    basis: str,
    on: dt.date,
    expected_version: int,
    key: str | None = None,
) -> Budget:
    """Set some of a department's budget aside for a programme: a new budget under it.

    Raises NotAllowed, InvalidInput, NotEnough, BudgetLapsed, BudgetThere, StaleVersion.
    """
    check_may(actor, LedgerAction.BUDGET)
    positive("amount", amount)
    named, document, day = text("name", name, NAME), text("basis", basis, DOCUMENT), not_later(on)
    code = text("programme", programme, PROGRAMME)

    def run() -> Budget:
        parent = _standing(budget, expected_version)
        if parent.parent_id is not None:
            wording = Wording("项目预算不能再往下分。", "A programme's budget is not divided further.")
            raise InvalidInput(wording.zh, wording.en, code="ledger.not_a_department")
        if Budget.objects.filter(parent=parent, programme=code).exists():
            raise BudgetThere(parent.year)
        account = account_open(
            actor=actor,
            code=f"programme:{parent.department_id}:{parent.year}:{code}"[:120],
            kind=AccountKind.PROGRAMME,
            name=f"{parent.year} {named}",
        )
        made = _made(
            Budget(
                account=account,
                parent=parent,
                department_id=parent.department_id,
                place_id=parent.place_id,
                year=parent.year,
                programme=code,
                name=named,
                basis=document,
            )
        )
        _move(actor, made, TransferKind.ALLOCATE, parent.account, account, amount, day, document, turn=OPENED)
        save_versioned(parent, expected_version=parent.row_version, fields=())
        _log(actor, "ledger.budget_allocate", made, {"programme": code, "amount": amount, "basis": document})
        return made

    return _once(
        actor,
        key,
        "ledger.budget_allocate",
        {
            "budget": budget.pk,
            "version": expected_version,
            "programme": code,
            "name": named,
            "amount": amount,
            "basis": document,
            "on": day,
        },
        run,
    )


def budget_add(
    *,
    actor: Actor,
    budget: Budget,
    amount: int,
    basis: str,
    on: dt.date,
    expected_version: int,
    key: str | None = None,
) -> Budget:
    """Add to a budget: appropriated to a department, from its department to a programme.

    Raises NotAllowed, InvalidInput, NotEnough, BudgetLapsed, StaleVersion.
    """

    def transfer(found: Budget, day: dt.date, document: str) -> None:
        kind = TransferKind.ALLOCATE if found.parent else TransferKind.APPROPRIATE
        _move(actor, found, kind, _above(found), found.account, amount, day, document)

    return _altered(actor, "ledger.budget_add", budget, amount, basis, on, expected_version, key, transfer)


def budget_reduce(
    *,
    actor: Actor,
    budget: Budget,
    amount: int,
    basis: str,
    on: dt.date,
    expected_version: int,
    key: str | None = None,
) -> Budget:
    """Take back what a budget has available: to its department, or to the source.

    Raises NotAllowed, InvalidInput, NotEnough, BudgetLapsed, StaleVersion.
    """

    def transfer(found: Budget, day: dt.date, document: str) -> None:
        _move(actor, found, TransferKind.REDUCE, found.account, _above(found), amount, day, document)

    return _altered(actor, "ledger.budget_reduce", budget, amount, basis, on, expected_version, key, transfer)


def _altered(
    actor: Actor,
    verb: str,
    budget: Budget,
    amount: int,
    basis: str,
    on: dt.date,
    expected_version: int,
    key: str | None,
    transfer: Callable[[Budget, dt.date, str], None],
) -> Budget:
    check_may(actor, LedgerAction.BUDGET)
    positive("amount", amount)
    document, day = text("basis", basis, DOCUMENT), not_later(on)

    def run() -> Budget:
        found = _standing(budget, expected_version)
        transfer(found, day, document)
        save_versioned(found, expected_version=found.row_version, fields=())
        _log(actor, verb, found, {"amount": amount, "basis": document})
        return found

    request = {
        "budget": budget.pk,
        "version": expected_version,
        "amount": amount,
        "basis": document,
        "on": day,
    }
    return _once(actor, key, verb, request, run)


def budget_lapse(
    *,
    actor: Actor,
    budget: Budget,
    basis: str,
    on: dt.date,
    expected_version: int,
    key: str | None = None,
) -> Budget:
    """Close a department's year: whatever is neither held nor paid goes back to the source, its programmes' first.

    Holds stay until they are resolved; what comes free of them later goes back too. A lapsed budget takes no new hold.
    Raises NotAllowed, InvalidInput, BudgetLapsed, StaleVersion.
    """
    check_may(actor, LedgerAction.BUDGET)
    document, day = text("basis", basis, DOCUMENT), not_later(on)

    def run() -> Budget:
        found = _standing(budget, expected_version)
        parts = list(Budget.objects.select_for_update().filter(parent=found, lapsed_at=None).order_by("pk"))
        every = [*parts, found]
        lock_accounts([*(one.account_id for one in every), _above(found).pk])
        returned = sum(_give_back(actor, one, day, document) for one in every)
        for one in every:
            one.lapsed_at = clock.now()
            save_versioned(one, expected_version=one.row_version, fields=("lapsed_at",))
        _log(
            actor,
            "ledger.budget_lapse",
            found,
            {"returned": returned, "basis": document, "parts": len(parts)},
        )
        return found

    request = {"budget": budget.pk, "version": expected_version, "basis": document, "on": day}
    return _once(actor, key, "ledger.budget_lapse", request, run)


def _give_back(actor: Actor, budget: Budget, on: dt.date, document: str) -> int:
    """Send what is available one step up; returns 分 that left the department, 0 for a programme."""
    available = Account.objects.get(pk=budget.account_id).available
    if available > 0:
        _move(actor, budget, TransferKind.LAPSE, budget.account, _above(budget), available, on, document)
    return available if budget.parent_id is None else 0


def _standing(budget: Budget, expected_version: int) -> Budget:
    """A budget that has not lapsed, held until the transaction ends. Raises BudgetLapsed, StaleVersion."""
    found = lock_row(Budget.objects.all(), budget.pk, expected_version=expected_version)
    if found.lapsed_at is not None:
        raise BudgetLapsed(found.year, found.name)
    return found


def _above(budget: Budget) -> Account:
    """The account a budget's money comes from and goes back to."""
    if budget.parent is not None:
        return budget.parent.account
    return Account.objects.get(code=source_code(budget.place_id))


def _move(
    actor: Actor,
    budget: Budget,
    kind: TransferKind,
    debit: Account,
    credit: Account,
    amount: int,
    on: dt.date,
    document: str,
    *,
    turn: str = "",
) -> None:
    """Move money of a budget, once for every version of its row; `turn` names the movement that opens it."""
    transfer_post(
        actor=actor,
        key=f"budget:{budget.pk}:{kind}:{turn or budget.row_version}",
        kind=kind,
        debit=debit,
        credit=credit,
        amount=amount,
        on=on,
        basis=document,
        memo=budget.name,
    )


def _log(actor: Actor, verb: str, budget: Budget, after: dict[str, object]) -> None:
    audit_write(actor=actor, verb=verb, target=budget, after={**after, "name": budget.name})


def _once(
    actor: Actor, key: str | None, verb: str, request: dict[str, object], run: Callable[[], Budget]
) -> Budget:
    def recall(pk: object) -> Budget:
        found: Budget = Budget.objects.get(pk=int(str(pk)))
        return found

    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request=request,
        run=run,
        remember=lambda done: done.pk,
        recall=recall,
    )

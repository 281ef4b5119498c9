"""Opening accounts and moving money: the only writers of the two tables everything rests on.

Each verb answers a repeated request with the transfer it made the first time. A single transfer is one act of the database
and may stand in a caller's transaction or by itself; several go through :func:`transfers_post`, which locks their accounts
in order and does all of them or none. Transfers are their own record: who, when, how much, on what grounds; they cannot be
changed, and the audit log seals them every day (`sealing.py`). What they mean is logged by the verb that asked for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.ledger.access import may_open_account, may_transfer
from zhongchuang.ledger.database.dialects import Entry, dialect
from zhongchuang.ledger.decisions import (
    VOID,
    Hold,
    Step,
    checked_plan,
    move,
    place,
    release,
    settle,
    why_refused,
)
from zhongchuang.ledger.errors import (
    AccountNotEmpty,
    AccountTaken,
    AccountUnknown,
    HoldResolved,
    LedgerBusy,
    key_reused,
)
from zhongchuang.ledger.models import Account, AccountKind, Transfer, TransferKind

_TRIES = 20
"""How often a step is tried whose obstacle is gone each time one looks for it."""


@transaction.atomic
def account_open(
    *, actor: Actor, code: str, kind: AccountKind, name: str, may_overdraw: bool = False
) -> Account:
    """Open an account, or answer with the one that has the code. Raises NotAllowed, AccountTaken."""
    if not may_open_account(actor, may_overdraw=may_overdraw):
        raise NotAllowed()
    account, opened = Account.objects.get_or_create(
        code=code,
        defaults={"kind": kind, "name": name, "may_overdraw": may_overdraw, "opened_at": clock.now()},
    )
    if not opened:
        if (account.kind, account.may_overdraw) != (kind, may_overdraw):
            raise AccountTaken(code)
        return account
    audit_write(
        actor=actor,
        verb="ledger.account_open",
        target=account,
        after={"code": code, "kind": kind, "may_overdraw": may_overdraw},
    )
    return account


@transaction.atomic
def account_close(*, actor: Actor, account: Account) -> Account:
    """Close an account that holds nothing; closing it again changes nothing. Raises NotAllowed, AccountNotEmpty."""
    if not may_open_account(actor, may_overdraw=True):
        raise NotAllowed()
    locked = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if locked.is_closed:
        return locked
    if locked.balance or locked.held_dr:
        raise AccountNotEmpty(locked.name, balance=locked.balance, held=locked.held_dr)
    locked.closed_at = clock.now()
    locked.save(update_fields=["closed_at"])
    audit_write(
        actor=actor,
        verb="ledger.account_close",
        target=locked,
        before={"closed_at": None},
        after={"closed_at": locked.closed_at},
    )
    return locked


def transfer_post(
    *,
    actor: Actor,
    key: str,
    kind: TransferKind,
    debit: Account,
    credit: Account,
    amount: int,
    on: dt.date,
    basis: str,
    memo: str = "",
) -> Transfer:
    """Move money at once. Raises NotAllowed, AmountInvalid, TransferInvalid, KeyReused, NotEnough, AccountClosed."""
    return _post(
        actor,
        move(
            key=key,
            kind=kind,
            debit=debit.pk,
            credit=credit.pk,
            amount=amount,
            on=on,
            basis=basis,
            memo=memo,
        ),
    )


def hold_place(
    *,
    actor: Actor,
    key: str,
    debit: Account,
    credit: Account,
    amount: int,
    on: dt.date,
    basis: str,
    memo: str = "",
) -> Transfer:
    """Set money aside for an account: nobody else can have it. Raises as `transfer_post` does."""
    return _post(
        actor,
        place(key=key, debit=debit.pk, credit=credit.pk, amount=amount, on=on, basis=basis, memo=memo),
    )


def hold_post(
    *, actor: Actor, key: str, hold: Hold, on: dt.date, basis: str, amount: int | None = None, memo: str = ""
) -> Transfer:
    """Pay what was held, in full where no amount is named; the rest comes free.

    Raises NotAllowed, AmountInvalid, TransferInvalid, KeyReused, HoldResolved, AccountClosed.
    """
    return _post(actor, settle(key=key, hold=hold, on=on, basis=basis, amount=amount, memo=memo))


def hold_void(*, actor: Actor, key: str, hold: Hold, on: dt.date, basis: str, memo: str = "") -> Transfer:
    """Give a hold up; all of it comes free. Raises NotAllowed, TransferInvalid, KeyReused, HoldResolved."""
    return _post(actor, release(key=key, hold=hold, on=on, basis=basis, memo=memo))


def transfers_post(*, actor: Actor, plan: Sequence[Step]) -> list[Transfer]:
    """Several steps (`decisions.move`, `place`, `settle`, `release`), in order: all or none.

    The accounts of all of them are locked first, in the order of their ids; a plan of one step is one act of the database
    anyway. Raises PlanInvalid, and whatever the steps do.
    """
    accounts = sorted({account for step in checked_plan(plan) for account in (step.debit, step.credit)})
    if len(plan) == 1:
        return [_post(actor, plan[0])]
    with transaction.atomic():
        dialect(connection).lock(connection, accounts)
        return [_post(actor, step) for step in plan]


def _post(actor: Actor, step: Step) -> Transfer:
    """Write a step; where it cannot be written, say why, or answer with what was written before."""
    if not may_transfer(actor, step.kind):
        raise NotAllowed()
    entry = Entry(step, step.request_hash, clock.now(), f"{actor.kind}:{actor.user_id or actor.name}"[:80])
    writer = dialect(connection)
    for _ in range(_TRIES):
        made = writer.write(connection, entry)
        if made is not None:
            return _row(made, entry)
        before = _answered_before(entry)
        if before is not None:
            return before
        _refuse(step)
    raise LedgerBusy()


_COLUMNS = (
    *("id", "idem_key", "request_hash", "kind", "debit_id", "credit_id", "amount", "pending_id"),
    *("on", "at", "basis", "memo", "actor"),
)


def _row(pk: int, entry: Entry) -> Transfer:
    """The row just written, without asking for it again."""
    step = entry.step
    values = (
        *(pk, step.key, entry.request_hash, step.kind, step.debit, step.credit, step.amount, step.hold),
        *(step.on, entry.at, step.basis, step.memo, entry.actor),
    )
    return Transfer.from_db(connection.alias, _COLUMNS, values)


def _answered_before(entry: Entry) -> Transfer | None:
    """What was written under the key. Raises KeyReused where that was something else."""
    row = Transfer.objects.filter(idem_key=entry.step.key).first()
    if row is not None and row.request_hash != entry.request_hash:
        raise key_reused()
    return row


def _refuse(step: Step) -> None:
    """Raise what stands in the way of a step; nothing, where it has gone meanwhile."""
    if step.hold is not None:
        end = Transfer.objects.filter(pending=step.hold).first()
        if end is not None:
            raise HoldResolved(paid=end.kind != VOID)
    found = Account.objects.in_bulk([step.debit, step.credit])
    for pk in (step.debit, step.credit):
        if pk not in found:
            raise AccountUnknown(str(pk))
    obstacle = why_refused(step, found[step.debit], found[step.credit])
    if obstacle is not None:
        raise obstacle

"""What the tests of the ledger's engine are built from: accounts, money in them, who moves it."""

from __future__ import annotations

import datetime as dt
from itertools import count

from zhongchuang.core.actors import PersonActor, SystemActor
from zhongchuang.ledger.models import Account, AccountKind, Transfer, TransferKind
from zhongchuang.ledger.services import account_open, hold_place, transfer_post
from zhongchuang.parties.access import Role

FINANCE = PersonActor(user_id="1", roles=frozenset({Role.FINANCE}))
REVIEWER = PersonActor(user_id="2", roles=frozenset({Role.REVIEWER}))
OFFICER = PersonActor(user_id="3", roles=frozenset({Role.OFFICER}))
SYSTEM = SystemActor("tests.ledger")
DAY = dt.date(2026, 11, 2)
BASIS = "虚构〔2026〕1号"
_numbers = count(1)


def new_key() -> str:
    """A key nobody used."""
    return f"test:{next(_numbers)}"


def make_source() -> Account:
    """Where money comes from."""
    return account_open(
        actor=SYSTEM, code="source:990000", kind=AccountKind.SOURCE, name="虚构省财政", may_overdraw=True
    )


def make_account(code: str = "programme:test", kind: AccountKind = AccountKind.PROGRAMME) -> Account:
    """An account without money."""
    return account_open(actor=SYSTEM, code=code, kind=kind, name=f"虚构账户 {code}")


def make_payee(number: int = 1) -> Account:
    """Somebody who receives."""
    return make_account(f"payee:{number}", AccountKind.PAYEE)


def make_pool(amount: int = 1_000_00, code: str = "programme:test") -> Account:
    """A programme's account with money in it."""
    pool = make_account(code)
    pay(make_source(), pool, amount, kind=TransferKind.ALLOCATE)
    return fresh(pool)


def pay(
    debit: Account,
    credit: Account,
    amount: int,
    *,
    kind: TransferKind = TransferKind.PAY_ON,
    on: dt.date = DAY,
    key: str | None = None,
) -> Transfer:
    """Money moved at once."""
    return transfer_post(
        actor=SYSTEM,
        key=key or new_key(),
        kind=kind,
        debit=debit,
        credit=credit,
        amount=amount,
        on=on,
        basis=BASIS,
    )


def hold(
    debit: Account, credit: Account, amount: int, *, on: dt.date = DAY, key: str | None = None
) -> Transfer:
    """Money set aside."""
    return hold_place(
        actor=SYSTEM, key=key or new_key(), debit=debit, credit=credit, amount=amount, on=on, basis=BASIS
    )


def fresh(account: Account) -> Account:
    """The account as the database has it now."""
    return Account.objects.get(pk=account.pk)


def sums(account: Account) -> tuple[int, int, int]:
    """Balance, held, available, as the database has them now."""
    now = fresh(account)
    return now.balance, now.held_dr, now.available

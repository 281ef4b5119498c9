"""Clients of the ledger as processes of their own: how many transfers they make, and what a contested pool is left with.

`python -m bench.ledger.clients transfers SECONDS`, `… contested ATTEMPTS`; both print JSON. The database is DATABASE_URL.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhongchuang.ledger.models import Account

CLIENTS = 4
PROGRAMMES = 10  # as many as TPC-B has branches at the scale it is run at
PAYEES = 10_000
PURSE = 10**12
POOL_SHARE = 2  # a contested pool holds enough for one attempt in two
CONTROL_ATTEMPTS = 2_000
DAY = dt.date(2026, 11, 2)
BASIS = "bench"


def accounts() -> tuple[list[Account], list[Account]]:
    """Programmes with more money than is ever moved, and those who receive it; made once."""
    from django.db import connection

    from zhongchuang.core import clock
    from zhongchuang.core.actors import SYSTEM
    from zhongchuang.ledger import services
    from zhongchuang.ledger.models import Account, AccountKind

    source = services.account_open(
        actor=SYSTEM, code="source:bench", kind=AccountKind.SOURCE, name="来源", may_overdraw=True
    )
    programmes = [
        services.account_open(
            actor=SYSTEM, code=f"programme:{number}", kind=AccountKind.PROGRAMME, name=f"项目{number}"
        )
        for number in range(PROGRAMMES)
    ]
    for programme in programmes:
        fill(source, programme, PURSE)
    payees = Account.objects.filter(kind=AccountKind.PAYEE)
    if not payees.exists():
        now = clock.now()
        Account.objects.bulk_create(
            (
                Account(code=f"payee:{number}", kind=AccountKind.PAYEE, name=f"收款人{number}", opened_at=now)
                for number in range(PAYEES)
            ),
            batch_size=1000,
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE ledger_account")  # as pgbench does with its tables
    return programmes, list(payees)


def fill(source: Account, account: Account, amount: int) -> None:
    """Money for an account, once."""
    from zhongchuang.core.actors import SYSTEM
    from zhongchuang.ledger import services
    from zhongchuang.ledger.models import TransferKind

    services.transfer_post(
        actor=SYSTEM,
        key=f"fill:{account.code}",
        kind=TransferKind.ALLOCATE,
        debit=source,
        credit=account,
        amount=amount,
        on=DAY,
        basis=BASIS,
    )


def transfers(seconds: float) -> dict[str, float]:
    """Transfers a second by all clients together: any programme to any payee, each with a key of its own."""
    from tests.concurrency.processes import together, values
    from zhongchuang.core.actors import SYSTEM
    from zhongchuang.ledger import services
    from zhongchuang.ledger.models import TransferKind

    programmes, payees = accounts()
    run = time.monotonic_ns()

    def client(number: int) -> float:
        chance, made, begun = random.Random(number), 0, time.perf_counter()
        while (spent := time.perf_counter() - begun) < seconds:
            services.transfer_post(
                actor=SYSTEM,
                key=f"{run}:{number}:{made}",
                kind=TransferKind.PAY_ON,
                debit=chance.choice(programmes),
                credit=chance.choice(payees),
                amount=chance.randint(1, 10_000),
                on=DAY,
                basis=BASIS,
            )
            made += 1
        return made / spent

    return {"per_second": sum(values(together(client, CLIENTS)))}


def contested(attempts: int) -> dict[str, float]:
    """Everybody takes one 分 again and again from a pool that has half of what is asked for: what was overspent."""
    from tests.concurrency.processes import together, values
    from zhongchuang.core.actors import SYSTEM
    from zhongchuang.ledger import selectors, services
    from zhongchuang.ledger.errors import NotEnough
    from zhongchuang.ledger.models import Account, AccountKind, TransferKind

    programmes, payees = accounts()
    pool = services.account_open(actor=SYSTEM, code="programme:pool", kind=AccountKind.PROGRAMME, name="池")
    whole = attempts // POOL_SHARE
    fill(programmes[0], pool, whole)

    def client(number: int) -> int:
        won = 0
        for one in range(attempts // CLIENTS):
            try:
                services.transfer_post(
                    actor=SYSTEM,
                    key=f"pool:{number}:{one}",
                    kind=TransferKind.PAY_ON,
                    debit=pool,
                    credit=payees[number],
                    amount=1,
                    on=DAY,
                    basis=BASIS,
                )
                won += 1
            except NotEnough:
                continue
        return won

    begun = time.perf_counter()
    won = sum(values(together(client, CLIENTS)))
    spent = time.perf_counter() - begun
    left = selectors.balance_at(Account.objects.get(pk=pool.pk)).balance
    assert left == whole - won == 0, f"{whole} were there, {won} were given, {left} are left"
    assert selectors.books_check().ok, "the books do not prove true"
    return {"overspent": won - whole, "per_second": attempts / spent, "control": _control()}


def _control() -> int:
    """The same without a guard: what is given beyond what was there."""
    from tests.concurrency.naive import naive_pool, take_one
    from tests.concurrency.processes import together, values

    whole = CONTROL_ATTEMPTS // POOL_SHARE
    with naive_pool(whole):
        given = values(
            together(lambda _number: sum(take_one() for _ in range(CONTROL_ATTEMPTS // CLIENTS)), CLIENTS)
        )
    return sum(given) - whole


def main() -> None:
    """One measurement, printed as JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    what, size = sys.argv[1:]
    found = transfers(float(size)) if what == "transfers" else contested(int(size))
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongchuang.project.settings")
    main()

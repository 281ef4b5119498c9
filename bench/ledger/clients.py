"""Clients of the ledger as processes of their own: how many transfers they make, and what a contested pool is left with.

Run in a process that may set up Django: `python -m bench.ledger.clients transfers SECONDS`, `… contested ATTEMPTS`. Both
print JSON. The database is `DATABASE_URL`.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhongchuang.ledger.models import Account

CLIENTS = 4
PROGRAMMES = 10  # as many as TPC-B has branches at the scale it is run at
PAYEES = 10_000
PURSE = 10**12
POOL_SHARE = 2  # a contested pool holds enough for one attempt in two
CONTROL_ATTEMPTS = 2_000
DAY = dt.date(2026, 11, 2)
SYSTEM = "bench.ledger"


def setup() -> None:
    """Django, the tables, and accounts with money."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def together(act: Callable[[int], Any], clients: int = CLIENTS) -> list[Any]:
    """What each client returned; all begin at the same moment, each in a process with a connection of its own."""
    from django.db import connections

    connections.close_all()  # no process inherits a connection
    context = multiprocessing.get_context("fork")
    start, answers = context.Barrier(clients + 1), context.SimpleQueue()

    def client(number: int) -> None:
        from django.db import connection

        connection.ensure_connection()
        start.wait()
        answers.put(act(number))

    processes = [context.Process(target=client, args=(number,)) for number in range(clients)]
    for process in processes:
        process.start()
    start.wait()
    found = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    return found


def accounts() -> tuple[list[Account], list[Account]]:
    """Programmes with more money than is ever moved, and those who receive it; made once."""
    from django.db import connection

    from zhongchuang.core import clock
    from zhongchuang.core.actors import SystemActor
    from zhongchuang.ledger import services
    from zhongchuang.ledger.models import Account, AccountKind, TransferKind

    actor = SystemActor(SYSTEM)
    source = services.account_open(
        actor=actor, code="source:bench", kind=AccountKind.SOURCE, name="来源", may_overdraw=True
    )
    programmes = [
        services.account_open(
            actor=actor, code=f"programme:{number}", kind=AccountKind.PROGRAMME, name=f"项目{number}"
        )
        for number in range(PROGRAMMES)
    ]
    for programme in programmes:
        services.transfer_post(
            actor=actor,
            key=f"purse:{programme.pk}",
            kind=TransferKind.ALLOCATE,
            debit=source,
            credit=programme,
            amount=PURSE,
            on=DAY,
            basis="bench",
        )
    if not Account.objects.filter(kind=AccountKind.PAYEE).exists():
        now = clock.now()
        Account.objects.bulk_create(
            Account(code=f"payee:{number}", kind=AccountKind.PAYEE, name=f"收款人{number}", opened_at=now)
            for number in range(PAYEES)
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE ledger_account")  # as pgbench does with its tables
    return programmes, list(Account.objects.filter(kind=AccountKind.PAYEE))


def transfers(seconds: float) -> dict[str, float]:
    """Transfers a second by all clients together: any programme to any payee, each with a key of its own."""
    from zhongchuang.core.actors import SystemActor
    from zhongchuang.ledger import services
    from zhongchuang.ledger.models import TransferKind

    programmes, payees = accounts()
    run = time.monotonic_ns()
    actor = SystemActor(SYSTEM)

    def client(number: int) -> tuple[int, float]:
        chance, made, begun = random.Random(number), 0, time.perf_counter()
        while (spent := time.perf_counter() - begun) < seconds:
            services.transfer_post(
                actor=actor,
                key=f"{run}:{number}:{made}",
                kind=TransferKind.PAY_ON,
                debit=chance.choice(programmes),
                credit=chance.choice(payees),
                amount=chance.randint(1, 10_000),
                on=DAY,
                basis="bench",
            )
            made += 1
        return made, spent

    return {"per_second": sum(made / spent for made, spent in together(client))}


def contested(attempts: int) -> dict[str, float]:
    """Everybody takes one 分 again and again from a pool that has half of what is asked for; what was overspent."""
    from django.db import connection

    from bench.ledger import control
    from zhongchuang.core.actors import SystemActor
    from zhongchuang.ledger import services
    from zhongchuang.ledger.errors import LedgerBusy, NotEnough
    from zhongchuang.ledger.models import Account, AccountKind, TransferKind
    from zhongchuang.ledger.selectors import books_check

    programmes, payees = accounts()
    actor = SystemActor(SYSTEM)
    pool = services.account_open(actor=actor, code="programme:pool", kind=AccountKind.PROGRAMME, name="池")
    whole = attempts // POOL_SHARE
    services.transfer_post(
        actor=actor,
        key="pool",
        kind=TransferKind.ALLOCATE,
        debit=programmes[0],
        credit=pool,
        amount=whole,
        on=DAY,
        basis="bench",
    )

    def client(number: int) -> tuple[int, int]:
        won = busy = 0
        for one in range(attempts // CLIENTS):
            try:
                services.transfer_post(
                    actor=actor,
                    key=f"pool:{number}:{one}",
                    kind=TransferKind.PAY_ON,
                    debit=pool,
                    credit=payees[number],
                    amount=1,
                    on=DAY,
                    basis="bench",
                )
                won += 1
            except NotEnough:
                continue
            except LedgerBusy:
                busy += 1
        return won, busy

    begun = time.perf_counter()
    results = together(client)
    spent = time.perf_counter() - begun
    left = Account.objects.get(pk=pool.pk)
    won = sum(one for one, _ in results)
    assert books_check().ok, "the books do not balance"
    assert left.balance == whole - won, (left.balance, whole, won)
    return {
        "overspent": max(0, won - whole),
        "unspent": max(0, whole - won),
        "busy": sum(busy for _, busy in results),
        "per_second": attempts / spent,
        "control": control.overspent(connection.vendor, min(attempts, CONTROL_ATTEMPTS), together, CLIENTS),
    }


def main() -> None:
    """One measurement, printed as JSON."""
    setup()
    what, size = sys.argv[1:]
    found = transfers(float(size)) if what == "transfers" else contested(int(size))
    print(json.dumps(found))


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongchuang.project.settings")
    main()

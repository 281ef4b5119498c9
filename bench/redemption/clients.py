"""Counters as processes of their own: how many redemptions are wrong, and how long one attempt takes.

`python -m bench.redemption.clients VOUCHERS ATTEMPTS` prints JSON. The database is DATABASE_URL. Everything is invented.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhongchuang.core.actors import PersonActor

WORKERS = 16
LABS = 20
WINDOW = 100  # vouchers that are tried at a time
FIRMS = 50
CONTROL_SHARE = 10  # the control has one voucher in so many
FACE, PRICE = 10_000_00, 2_000_00


def prepared(vouchers: int) -> list[tuple[str, int]]:
    """Codes of so many confirmed orders, each of a voucher of its own, and which lab each is for.

    Issue, order and code by their verbs; accepted, delivered and confirmed in one statement: that is not what is measured.
    """
    from django.db.models import F

    from zhongchuang.core import clock
    from zhongchuang.vouchers import services
    from zhongchuang.vouchers.models import Order
    from zhongchuang.vouchers.tests.worlds import BOOKS, World, a_firm, belongs

    world = World(budget_fen=vouchers * FACE * 2)
    _ = world.department  # its places first
    labs = [world.listed(lab, belongs(lab)) for lab in (a_firm() for _ in range(LABS))]
    firms = [(firm, belongs(firm)) for firm in (a_firm() for _ in range(FIRMS))]
    holders: dict[int, PersonActor] = {}
    for number in range(vouchers):
        firm, holder = firms[number % FIRMS]
        facts = world.facts(FACE, organisation=firm.pk, holder_name=firm.name)
        order = services.order_place(
            actor=holder,
            voucher=services.voucher_issue(actor=BOOKS, issue=facts),
            provider=labs[number % LABS],
            service="testing",
            title="试验",
            price=PRICE,
        )
        holders[order.pk] = holder
    Order.objects.update(state="confirmed", invoiced=F("price"), delivered_on=clock.today())
    rows = Order.objects.order_by("pk")
    return [
        (services.order_show_code(actor=holders[row.pk], order=row).code, row.provider_id) for row in rows
    ]


def counters() -> dict[int, PersonActor]:
    """Somebody behind the counter of each lab."""
    from zhongchuang.parties.models import Membership
    from zhongchuang.parties.tests.factory import actor
    from zhongchuang.vouchers.models import Provider

    return {
        lab.pk: actor(
            Membership.objects.select_related("account").get(organisation=lab.organisation_id).account
        )
        for lab in Provider.objects.all()
    }


def redeemed(vouchers: int, attempts: int) -> dict[str, float]:
    """All attempts by all workers, in an order by chance that brings some to one code at the same moment."""
    from tests.concurrency.processes import together, values
    from zhongchuang.core.errors import ZhongchuangError
    from zhongchuang.vouchers import services
    from zhongchuang.vouchers.models import OrderStep
    from zhongchuang.vouchers.selectors import vouchers_proof

    codes, people = prepared(vouchers), counters()
    tries = [codes[one] for one in by_chance(vouchers, attempts)]

    def worker(number: int) -> tuple[list[float], list[str]]:
        spent, told = [], []
        for code, lab in tries[number::WORKERS]:
            begun = time.perf_counter()
            try:
                services.order_redeem(actor=people[lab], code=code)
                told.append("redeemed")
            except ZhongchuangError as error:
                told.append(error.code)
            spent.append(time.perf_counter() - begun)
        return spent, told

    begun = time.perf_counter()
    found = values(together(worker, WORKERS))
    whole = time.perf_counter() - begun
    spent = sorted(one for times, _ in found for one in times)
    told = Counter(one for _, words in found for one in words)
    steps = Counter(OrderStep.objects.filter(move="redeem").values_list("order", flat=True))
    wrong = sum(count - 1 for count in steps.values()) + abs(vouchers - len(steps))
    wrong += sum(count for word, count in told.items() if word not in ("redeemed", "vouchers.state"))
    wrong += abs(told["redeemed"] - vouchers) + len(vouchers_proof().found)
    return {
        "wrong": wrong,
        "p50": spent[len(spent) // 2],
        "p95": spent[len(spent) * 95 // 100],
        "worst": spent[-1],
        "per_second": attempts / whole,
        "control": control(max(1, vouchers // CONTROL_SHARE), max(1, attempts // CONTROL_SHARE)),
    }


def by_chance(vouchers: int, attempts: int) -> list[int]:
    """Which voucher each attempt is for: all of them as often, a hundred at a time, in an order drawn with a fixed seed."""
    tries = [number * vouchers // attempts for number in range(attempts)]
    window, chance = max(1, attempts * WINDOW // vouchers), random.Random(16)
    for begin in range(0, attempts, window):
        part = tries[begin : begin + window]
        chance.shuffle(part)
        tries[begin : begin + window] = part
    return tries


def control(vouchers: int, attempts: int) -> int:
    """The same attempts at a till without lock or constraint: look, think, write. What is paid beyond once a voucher."""
    from tests.concurrency.naive import naive_till, redeem_naively
    from tests.concurrency.processes import together, values

    tries = by_chance(vouchers, attempts)
    with naive_till(vouchers):
        paid = values(
            together(lambda worker: sum(redeem_naively(one) for one in tries[worker::WORKERS]), WORKERS)
        )
    return sum(paid) - vouchers


def main() -> None:
    """One measurement, printed as JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    vouchers, attempts = map(int, sys.argv[1:])
    print(json.dumps(redeemed(vouchers, attempts)))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongchuang.project.settings")
    main()

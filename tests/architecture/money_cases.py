"""What is asked of public money in the access matrix: every list, every thing, everything that can be done with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.architecture.world import Request, World
from zhongchuang.core import clock
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import RowVersioned
from zhongchuang.ledger.models import PaymentOrder
from zhongchuang.ledger.tests.payments import answer, result_file

Cases = Callable[[World, str], Mapping[str, Request]]
Find = Callable[[World], RowVersioned]
NOBODY = 999_999_999


def typed() -> dict[str, object]:
    """What the forms about money ask for; each takes what is its own."""
    today = clock.today()
    return {
        "amount": "1.00",
        "basis": "虚构〔2026〕8号",
        "on": today.isoformat(),
        "document": "虚构凭证1",
        "reason": "虚构理由",
        "due_on": today.replace(year=2099).isoformat(),
        "payee_name": "虚构收款人",
        "bank_name": "虚构银行",
        "bank_account": "6222000000001234",
        "programme": "another-programme",
        "name": "虚构项目",
    }


def guard(thing: RowVersioned | None) -> dict[str, object]:
    """The guard of a form as the page would draw it."""
    version = thing.row_version if thing else 1
    return {"row_version": version, "idempotency_key": new_idempotency_key()}


def things(**found: Find) -> Cases:
    """Things by the name of their state, and none."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        standing = {state.replace("_", " "): find(world) for state, find in found.items()}
        asked = {
            state: Request({"pk": one.pk}, form={**typed(), **guard(one)}) for state, one in standing.items()
        }
        return {**asked, "missing": Request({"pk": NOBODY}, form={**typed(), **guard(None)})}

    return cases


def acts(**found: tuple[str, Find]) -> Cases:
    """An act on a thing that is ready for it; one that is none; one on nothing."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        asked: dict[str, Request] = {}
        for state, (act, find) in found.items():
            one = find(world)
            asked[state.replace("_", " ")] = Request(
                {"pk": one.pk, "act": act}, form={**typed(), **guard(one)}
            )
        some = next(iter(found.values()))[1](world)
        act = next(iter(found.values()))[0]
        asked["no such act"] = Request({"pk": some.pk, "act": "no-such"}, form={**typed(), **guard(some)})
        asked["missing"] = Request({"pk": NOBODY, "act": act}, form={**typed(), **guard(None)})
        return asked

    return cases


def ticked(find: Callable[[World], PaymentOrder]) -> Cases:
    """A list sent with one payment ticked."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        order = find(world)
        form = {
            **typed(),
            "order": f"{order.pk}@{order.row_version}",
            "idempotency_key": new_idempotency_key(),
        }
        return {"any": Request(form=form)}

    return cases


def new_budget(world: World, _who: str) -> Mapping[str, Request]:
    department = world.money.year.department_id
    year = {"year": clock.today().year - 1, "department": department}
    return {"any": Request(form={**typed(), **year, "idempotency_key": new_idempotency_key()})}


def upload(world: World, _who: str) -> Mapping[str, Request]:
    line = world.money.made.lines.select_related("batch", "order").get()
    file = SimpleUploadedFile("回单.csv", result_file([answer(line)]))
    return {"any": Request(form={"file": file, "idempotency_key": new_idempotency_key()})}


MONEY: dict[str, Cases] = {
    "ledger:budget_new": new_budget,
    "ledger:budget": things(department=lambda w: w.money.year, programme=lambda w: w.money.programme),
    "ledger:budget_statement": things(standing=lambda w: w.money.programme),
    "ledger:budget_act": acts(
        allocate=("allocate", lambda w: w.money.year),
        add=("add", lambda w: w.money.programme),
        reduce=("reduce", lambda w: w.money.programme),
        lapse=("lapse", lambda w: w.money.year),
    ),
    "ledger:orders_sign": ticked(lambda w: w.money.promised),
    "ledger:orders_down": ticked(lambda w: w.money.to_place),
    "ledger:batch_make": ticked(lambda w: w.money.signed),
    "ledger:order": things(
        promised=lambda w: w.money.promised,
        signed=lambda w: w.money.signed,
        with_a_place=lambda w: w.money.on_the_way,
        returned=lambda w: w.money.returned,
        paid=lambda w: w.money.paid,
    ),
    "ledger:order_act": acts(
        cancel=("cancel", lambda w: w.money.promised),
        account=("account", lambda w: w.money.returned),
        next_place=("next-place", lambda w: w.money.on_the_way),
        paid_on=("paid-on", lambda w: w.money.with_last),
        refund=("refund", lambda w: w.money.paid),
        claw_back=("claw-back", lambda w: w.money.paid),
    ),
    "ledger:batch": things(made=lambda w: w.money.made, exported=lambda w: w.money.exported),
    "ledger:batch_export": things(standing=lambda w: w.money.made),
    "ledger:batch_template": things(standing=lambda w: w.money.exported),
    "ledger:batch_cancel": things(standing=lambda w: w.money.made),
    "ledger:results": upload,
    "ledger:result": things(waiting=lambda w: w.money.waiting),
    "ledger:result_import": things(waiting=lambda w: w.money.waiting),
    "ledger:clawback": things(standing=lambda w: w.money.demand),
    "ledger:clawback_act": acts(
        recovered=("recovered", lambda w: w.money.demand), waive=("waive", lambda w: w.money.demand)
    ),
}
"""The addresses of the room that are about something."""

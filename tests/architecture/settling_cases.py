"""What is asked of settlements in the access matrix."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.architecture.money_cases import NOBODY, Cases, Find, guard
from tests.architecture.world import Request, World
from zhongchuang.core import clock
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.ledger.tests.payments import result_file
from zhongchuang.vouchers.tests.settled import answer, lines_of


def batches(**found: Find) -> Cases:
    """Batches by the name of their state, and none."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        typed = {"reason": "虚构理由"}
        asked = {
            state: Request({"pk": (one := find(world)).pk}, form={**typed, **guard(one)})
            for state, find in found.items()
        }
        return {**asked, "missing": Request({"pk": NOBODY}, form={**typed, **guard(None)})}

    return cases


def lines(world: World, _who: str) -> Mapping[str, Request]:
    line = world.settling.surplus
    form = {
        "ref": "BACK-MATRIX",
        "on": clock.today().isoformat(),
        **guard(line.settlement),
    }
    return {
        "standing": Request({"pk": line.settlement_id, "number": line.line}, form=form),
        "missing": Request({"pk": line.settlement_id, "number": NOBODY}, form=form),
    }


def ticked(world: World, _who: str) -> Mapping[str, Request]:
    order = world.settling.waiting
    form = {
        "line": f"{order.provider_id}-{order.voucher.budget_id}",
        "idempotency_key": new_idempotency_key(),
    }
    return {"any": Request(form=form)}


def upload(world: World, _who: str) -> Mapping[str, Request]:
    (line,) = lines_of(world.settling.signed)
    file = SimpleUploadedFile("回单.csv", result_file([answer(line)]))
    return {"any": Request(form={"file": file, "idempotency_key": new_idempotency_key()})}


def statement(world: World, _who: str) -> Mapping[str, Request]:
    form = {
        "department": world.settling.bank.department.pk,
        "on": clock.today().isoformat(),
        "balance": "1.00",
        "document": "虚构对账单2",
        "idempotency_key": new_idempotency_key(),
    }
    return {"any": Request(form=form)}


SETTLING: dict[str, Cases] = {
    "vouchers:settlement_make": ticked,
    "vouchers:custody": statement,
    "vouchers:settlement_results": upload,
    "vouchers:settlement_result": batches(waiting=lambda w: w.settling.results),
    "vouchers:settlement_result_import": batches(waiting=lambda w: w.settling.results),
    "vouchers:settlement": batches(made=lambda w: w.settling.made, settled=lambda w: w.settling.settled),
    "vouchers:settlement_sign": batches(made=lambda w: w.settling.made),
    "vouchers:settlement_export": batches(signed=lambda w: w.settling.signed),
    "vouchers:settlement_template": batches(exported=lambda w: w.settling.exported),
    "vouchers:settlement_cancel": batches(made=lambda w: w.settling.made),
    "vouchers:settlement_line": lines,
    "vouchers:surplus_hand_back": lines,
}
"""The addresses of settlements."""

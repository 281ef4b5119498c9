"""What exactly is asked for at the addresses of audits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.architecture.world import Request, World
from zhongchuang.core.idempotency import new_idempotency_key

Cases = Callable[[World, str], Mapping[str, Request]]


def start(_world: World, _who: str) -> Mapping[str, Request]:
    """Nothing but the key of the form."""
    return {"any": Request(form={"idempotency_key": new_idempotency_key()})}


def run(world: World, _who: str) -> Mapping[str, Request]:
    """One that is done; none."""
    return {"standing": Request({"key": world.audits.run.key}), "missing": Request({"key": "no-such"})}


def finding(world: World, _who: str) -> Mapping[str, Request]:
    """One nobody has answered; none."""
    return {"standing": Request({"pk": world.audits.open.pk}), "missing": Request({"pk": 999999})}


def answer(world: World, _who: str) -> Mapping[str, Request]:
    """An answer that is whole."""
    form = _guard(world.audits.open.row_version) | {"outcome": "explained", "reason": "分期付款"}
    return {
        "standing": Request({"pk": world.audits.open.pk}, form=form),
        "missing": Request({"pk": 999999}, form=form),
    }


def close(world: World, _who: str) -> Mapping[str, Request]:
    """The end of one that was answered."""
    form = _guard(world.audits.answered.row_version) | {"reason": "同意"}
    return {
        "standing": Request({"pk": world.audits.answered.pk}, form=form),
        "missing": Request({"pk": 999999}, form=form),
    }


def _guard(version: int) -> dict[str, object]:
    return {"idempotency_key": new_idempotency_key(), "row_version": version}


AUDITS: Mapping[str, Cases] = {
    "clearance:audit_start": start,
    "clearance:audit": run,
    "clearance:finding": finding,
    "clearance:finding_answer": answer,
    "clearance:finding_close": close,
}

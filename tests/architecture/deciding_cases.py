"""What exactly is asked for at the addresses of decisions, papers and duties."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.architecture.world import Request, World
from zhongchuang.cases.models import Case
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import RowVersioned
from zhongchuang.parties.access import Role

Cases = Callable[[World, str], Mapping[str, Request]]
NONE, NOBODY = "no-such", 999_999_999


def guard(row: RowVersioned | None = None) -> dict[str, object]:
    """The hidden fields of a form."""
    return {"row_version": row.row_version if row else 1, "idempotency_key": new_idempotency_key()}


def at(which: str, **values: object) -> Cases:
    """A case where this is done, and none."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        case: Case = getattr(world.deciding, which)
        said = {"meeting": world.deciding.meeting.pk, **values}
        return {
            "waiting": Request({"number": case.number}, form={**guard(case), **said}),
            "missing": Request({"number": NONE}, form={**guard(), **said}),
        }

    return cases


def a_meeting(world: World, _who: str) -> Mapping[str, Request]:
    said = {
        "number": "虚构纪要〔2026〕99号",
        "kind": "office",
        "held_on": "2026-01-05",
        "department": world.deciding.department.pk,
        "summary": "同意。",
    }
    return {"any": Request(form={**guard(), **said})}


def duties(world: World, _who: str) -> Mapping[str, Request]:
    row = world.deciding.duty
    said = {"result": "passed", "opinion": "属实"}
    return {
        "standing": Request({"pk": row.pk}, form={**guard(row), **said}),
        "missing": Request({"pk": NOBODY}, form={**guard(), **said}),
    }


def own_duties(world: World, who: str) -> Mapping[str, Request]:
    found = {
        "another's": Request({"pk": world.deciding.duty.pk}, form=guard(world.deciding.duty)),
        "missing": Request({"pk": NOBODY}, form=guard()),
    }
    if who == Role.ENTREPRENEUR:
        row = world.deciding.own_duty
        found["own"] = Request({"pk": row.pk}, form=guard(row))
    return found


def papers(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"code": world.deciding.letter.code}),
        "missing": Request({"code": "WS-1111-1111-1111-1111"}),
    }


DECIDING: Mapping[str, Cases] = {
    "cases:clear": at("to_decide"),
    "cases:decide": at("to_decide", outcome="refuse", grounds="不符合条件。"),
    "cases:cosign": at("to_cosign", signs="back", reason="请补充说明。"),
    "cases:revoke": at("approved", grounds="材料虚假。"),
    "cases:end": at("approved"),
    "cases:meetings": a_meeting,
    "cases:duty_check": duties,
    "cases:duty": own_duties,
    "cases:letter_file": papers,
    "cases:verify_code": papers,
}

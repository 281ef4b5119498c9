"""What exactly is asked for at the addresses of changes, findings and leaves."""

from __future__ import annotations

from collections.abc import Mapping

from tests.architecture.deciding_cases import NOBODY, NONE, Cases, guard
from tests.architecture.world import Request, World
from zhongchuang.cases.models import Case, HonestyRecord
from zhongchuang.core import clock
from zhongchuang.parties.access import Role


def of_project(own: str, another: str, *, kind: bool = False, **said: object) -> Cases:
    """A case of the entrepreneur's own, of another, and none."""

    def cases(world: World, who: str) -> Mapping[str, Request]:
        def at(case: Case) -> Request:
            more = {"kind": "name"} if kind else {}
            return Request({"number": case.number, **more}, form={**guard(case), **said})

        found = {"another's": at(getattr(world.after, another))}
        missing = {"number": NONE, **({"kind": "name"} if kind else {})}
        found["missing"] = Request(missing, form={**guard(), **said})
        if who == Role.ENTREPRENEUR:
            found["own"] = at(getattr(world.after, own))
        return found

    return cases


def change(world: World, _who: str) -> Mapping[str, Request]:
    said = {"granted": "no", "opinion": "与目标不符。"}
    row = world.after.change
    return {
        "standing": Request({"pk": row.pk}, form={**guard(row), **said}),
        "missing": Request({"pk": NOBODY}, form={**guard(), **said}),
    }


def finding(which: str, **said: object) -> Cases:
    """A finding about another's case, and none."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        record: HonestyRecord = getattr(world.after, which)
        return {
            "standing": Request({"number": record.number}, form={**guard(record), **said}),
            "missing": Request({"number": NONE}, form={**guard(), **said}),
        }

    return cases


def own_finding(world: World, who: str) -> Mapping[str, Request]:
    said, other = {"statement": "不是故意的。"}, world.after.proposed
    found = {
        "another's": Request({"number": other.number}, form={**guard(other), **said}),
        "missing": Request({"number": NONE}, form={**guard(), **said}),
    }
    if who == Role.ENTREPRENEUR:
        record = world.after.own_finding
        found["own"] = Request({"number": record.number}, form={**guard(record), **said})
    return found


def proposals(world: World, _who: str) -> Mapping[str, Request]:
    said = {"finding": "发票不实。", "evidence": "查验记录。"}
    case = world.after.project
    return {
        "standing": Request({"number": case.number}, form={**guard(case), **said}),
        "missing": Request({"number": NONE}, form={**guard(), **said}),
    }


def leave_asks(world: World, who: str) -> Mapping[str, Request]:
    said = {"on": clock.today().isoformat(), "words": "回原岗位。"}

    def at(case: Case) -> Request:
        return Request({"number": case.number, "kind": "return"}, form={**guard(case), **said})

    found = {
        "another's": at(world.after.leave),
        "missing": Request({"number": NONE, "kind": "return"}, form={**guard(), **said}),
    }
    if who == Role.ENTREPRENEUR:
        found["own"] = at(world.after.own_leave)
    return found


def leave_notes(world: World, who: str) -> Mapping[str, Request]:
    said = {"kind": "title", "on": clock.today().isoformat(), "words": "评聘。"}

    def at(case: Case) -> Request:
        return Request({"number": case.number}, form={**guard(case), **said})

    found = {
        "another's": at(world.after.leave),
        "missing": Request({"number": NONE}, form={**guard(), **said}),
    }
    if who == Role.ENTREPRENEUR:
        found["of one's people"] = at(world.after.employed)
    return found


def answers(world: World, _who: str) -> Mapping[str, Request]:
    said = {"agrees": "no", "words": "材料不全。"}
    entry, number = world.after.request, world.after.leave.number
    return {
        "agreed": Request({"number": number, "pk": entry.pk}, form={**guard(entry), **said}),
        "missing": Request({"number": number, "pk": NOBODY}, form={**guard(), **said}),
    }


def taking_back(world: World, who: str) -> Mapping[str, Request]:
    entry, number = world.after.request, world.after.leave.number
    found = {
        "another's": Request({"number": number, "pk": entry.pk}, form=guard(entry)),
        "missing": Request({"number": number, "pk": NOBODY}, form=guard()),
    }
    if who == Role.ENTREPRENEUR:
        own = world.after.own_request
        found["own"] = Request({"number": own.case.number, "pk": own.pk}, form=guard(own))
    return found


AFTER: Mapping[str, Cases] = {
    "cases:changes": of_project("own_project", "project"),
    "cases:change_ask": of_project(
        "own_project", "project", kind=True, project="虚构的新名称", reason="虚构理由。"
    ),
    "cases:change": change,
    "cases:honesty": finding("proposed"),
    "cases:honesty_decide": finding("proposed", records="no", grounds="证据不足。"),
    "cases:honesty_lift": finding("recorded", reason="复议撤销。"),
    "cases:honesty_propose": proposals,
    "cases:own_honesty": own_finding,
    "cases:leave": of_project("own_leave", "leave"),
    "cases:leave_ask": leave_asks,
    "cases:leave_note": leave_notes,
    "cases:leave_answer": answers,
    "cases:leave_take_back": taking_back,
}

"""What is asked of review, notices and objections in the access matrix: every stage, every button, every file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.architecture.world import Request, World
from zhongchuang.cases.models import Panel, PublicNotice
from zhongchuang.cases.tests.factory import organisation
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import RowVersioned
from zhongchuang.parties.access import Role

Cases = Callable[[World, str], Mapping[str, Request]]
NOBODY = 999_999_999
NONE = {"number": "NO-2000-0001"}
REASON = {"reason": "虚构理由"}
OBJECTION = {
    "ground": "false",
    "statement": "合同是假的，日期对不上。",
    "by": "person",
    "name": "虚构李四",
    "telephone": "13900000000",
    "typed": "虚构李四",
}


def guard(row: RowVersioned | None = None) -> dict[str, object]:
    """The guard of a form as the page would draw it."""
    return {"row_version": row.row_version if row else 1, "idempotency_key": new_idempotency_key()}


def experts(world: World, _who: str) -> Mapping[str, Request]:
    row = world.reviewing.expert
    said = {"title": "教授", "organisation": "", "fields_text": "农业、文旅", "active": "on"}
    return {
        "standing": Request({"pk": row.pk}, form={**guard(row), **said}),
        "missing": Request({"pk": NOBODY}, form={**guard(), **said}),
    }


def expert_new(world: World, _who: str) -> Mapping[str, Request]:
    free = world.accounts[Role.MENTOR]
    assert free is not None
    said = {"email": free.email, "fields_text": "农业"}  # no expert: told so
    return {"any": Request(form={**guard(), **said})}


def ties(world: World, who: str) -> Mapping[str, Request]:
    """An expert's own; whoever is not in the pool has none."""
    account = world.accounts[who]
    said = {"kind": "mentor", "organisation": organisation(2).uscc, "since": "2020-01-01", "tie": NOBODY}
    return {"own" if account and who == Role.EXPERT else "none": Request(form={**guard(), **said})}


def panels(**values: object) -> Cases:
    """Panels at every stage."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        held = world.reviewing

        def request(panel: Panel) -> Request:
            seat = panel.members.order_by("order").first()
            about = {"seat": seat.pk if seat else NOBODY}
            return Request({"number": panel.number}, form={**guard(panel), **REASON, **about, **values})

        return {
            "arranged": request(held.arranged),
            "drawn": request(held.drawn),
            "complete": request(held.complete),
            "missing": Request(NONE, form={**guard(), **REASON}),
        }

    return cases


def rounds(world: World, _who: str) -> Mapping[str, Request]:
    """A round with cases under review, or none."""
    said = {**guard(), "cases": [world.reviewing.free.pk], "seats": 1}
    return {
        "standing": Request({"pk": world.reviewing.call.pk}, form=said),
        "missing": Request({"pk": NOBODY}, form=said),
    }


def public_panels(world: World, _who: str) -> Mapping[str, Request]:
    held = world.reviewing
    numbers = {
        "arranged": held.arranged.number,
        "drawn": held.drawn.number,
        "given up": held.closed_number,
        "missing": "NO-2000-0001",
    }
    return {state: Request({"number": number}) for state, number in numbers.items()}


def sheets(world: World, _who: str) -> Mapping[str, Request]:
    """A sheet of the case that was drawn for the matrix's expert, of one drawn for others, of none."""
    held = world.reviewing
    said = {**guard(), "score_worth": 40, "score_plan": 20, "comment": "有价值", "do": "hand_in"}
    own = {"number": held.drawn.number, "case": held.material.case.number}
    return {
        "drawn": Request(own, form=said),
        "of another panel": Request(
            {"number": held.complete.number, "case": held.foreign_case.number}, form=said
        ),
        "case of another": Request({**own, "case": held.foreign_case.number}, form=said),
        "missing": Request({**NONE, "case": "TEST-1"}, form=said),
    }


def files(world: World, who: str) -> Mapping[str, Request]:
    key = world.reviewing.material.file.key
    return {
        state: Request({**request.address, "key": key}) for state, request in sheets(world, who).items()
    } | {"no such file": Request({**sheets(world, who)["drawn"].address, "key": "0" * 32})}


def recusals(world: World, _who: str) -> Mapping[str, Request]:
    held = world.reviewing
    return {
        "drawn": Request({"number": held.drawn.number}, form={**guard(held.drawn), **REASON}),
        "of another panel": Request(
            {"number": held.complete.number}, form={**guard(held.complete), **REASON}
        ),
        "missing": Request(NONE, form={**guard(), **REASON}),
    }


def notices(**values: object) -> Cases:
    """Notices: a draft, a published one, none."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        held = world.reviewing

        def request(notice: PublicNotice) -> Request:
            first = notice.items.order_by("order")[0]
            about = {"item": first.pk, "to": "to_decide", "cases": first.case_id}
            about[f"amount_{first.case_id}"] = "100.00"
            said = {"title": "改过的公示", "text": "正文", "contact": "虚构部门", **REASON}
            return Request({"number": notice.number}, form={**guard(notice), **said, **about, **values})

        return {
            "draft": request(held.draft),
            "published": request(held.published),
            "missing": Request(NONE, form={**guard(), **REASON}),
        }

    return cases


def notice_rounds(world: World, _who: str) -> Mapping[str, Request]:
    held = world.reviewing
    case = held.draft.items.order_by("order")[0].case_id
    said = {
        "title": "虚构公示",
        "text": "正文",
        "contact": "虚构部门",
        "cases": case,
        f"amount_{case}": "100",
    }
    return {
        "standing": Request({"pk": held.call.pk}, form={**guard(), **said}),
        "missing": Request({"pk": NOBODY}, form={**guard(), **said}),
    }


def objecting(world: World, _who: str) -> Mapping[str, Request]:
    held = world.reviewing
    item = held.published.items.order_by("order")[0].pk
    return {
        "published": Request({"number": held.published.number}, form={**guard(), **OBJECTION, "item": item}),
        "draft": Request({"number": held.draft.number}, form={**guard(), **OBJECTION, "item": item}),
        "missing": Request(NONE, form={**guard(), **OBJECTION}),
    }


def asked(world: World, _who: str) -> Mapping[str, Request]:
    code = world.reviewing.objection.code
    return {
        "any": Request(),
        "with its code": Request(query={"code": code}),
        "with another": Request(query={"code": "YC-0000-0000-0000-0000"}),
    }


def withdrawing(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "with its code": Request(form={**guard(), "code": world.reviewing.objection.code}),
        "with another": Request(form={**guard(), "code": "YC-0000-0000-0000-0000"}),
    }


def objections(**values: object) -> Cases:
    """Objections nobody handles, one's own, and leads."""

    def cases(world: World, who: str) -> Mapping[str, Request]:
        held = world.reviewing
        found = {"open": held.objection.objection, "lead": held.lead, "taken lead": held.own_lead}
        if who in held.handled:
            found["own"] = held.handled[who]
        said = {"outcome": "dismissed", "answer": "经核查，不属实。", "do": "identity", **REASON, **values}
        requests = {
            state: Request({"number": row.number}, form={**guard(row), **said})
            for state, row in found.items()
        }
        return requests | {"missing": Request(NONE, form={**guard(), **said})}

    return cases


def evidence(world: World, _who: str) -> Mapping[str, Request]:
    """A file of a case is none of an objection."""
    number = world.reviewing.objection.objection.number
    return {"of something else": Request({"number": number, "key": world.reviewing.evidence})}


REVIEW: Mapping[str, Cases] = {
    "cases:expert": experts,
    "cases:expert_new": expert_new,
    "cases:ties": ties,
    "cases:tie_end": ties,
    "cases:panel_new": rounds,
    "cases:panel": panels(),
    "cases:panel_draw": panels(),
    "cases:panel_recuse": panels(),
    "cases:panel_give_up": panels(),
    "cases:panel_close": panels(minutes="一致同意。"),
    "cases:panel_minutes": panels(),
    "cases:panel_public": public_panels,
    "cases:panel_json": public_panels,
    "cases:review_sheet": sheets,
    "cases:review_file": files,
    "cases:review_recuse": recusals,
    "cases:notice": notices(),
    "cases:object": objecting,
    "cases:objections": asked,
    "cases:objection_withdraw": withdrawing,
    "cases:notice_new": notice_rounds,
    "cases:office_notice": notices(),
    "cases:notice_edit": notices(),
    "cases:notice_publish": notices(),
    "cases:notice_retract": notices(),
    "cases:notice_take_down": notices(),
    "cases:office_objection": objections(),
    "cases:objection_take": objections(),
    "cases:objection_look": objections(),
    "cases:objection_answer": objections(),
    "cases:lead_close": objections(),
    "cases:objection_file": evidence,
}

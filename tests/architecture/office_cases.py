"""What exactly is asked for at the addresses of the desk."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.architecture.office import Office
from tests.architecture.world import Request, World
from zhongchuang.cases.models import Case
from zhongchuang.core import clock
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role

Cases = Callable[[World, str], Mapping[str, Request]]
NOBODY = 999_999_999
NONE = "no-such"


def guard(row_version: int | None = None) -> dict[str, object]:
    """The hidden fields of a form."""
    version = {} if row_version is None else {"row_version": row_version}
    return {**version, "idempotency_key": new_idempotency_key()}


def handed_in(*, also: str = "", address: Mapping[str, object] | None = None, **values: object) -> Cases:
    """A case of the desk: handed in, a draft, none; `also` names a state with another end of the address."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        office = world.office
        rest = dict(address or {})

        def request(number: str, case: Case | None, **changes: object) -> Request:
            form = {**guard(case.row_version if case else 1), **values}
            return Request({"number": number, **rest, **changes}, form=form)

        found = {
            "handed in": request(office.handed_in.number, office.handed_in),
            "draft": request(office.draft.number, office.draft),
            "missing": request(NONE, None),
        }
        if also:
            name, _, key = also.partition("=")
            found[name] = request(office.handed_in.number, office.handed_in, **{key: NONE})
        return found

    return cases


def papers(world: World, _who: str) -> Mapping[str, Request]:
    office = world.office
    return {
        "handed in": Request({"number": office.handed_in.number, "key": office.paper}),
        "draft": Request({"number": office.draft.number, "key": office.draft_paper}),
        "missing": Request({"number": office.handed_in.number, "key": NONE}),
    }


def before_unit(world: World, _who: str) -> Mapping[str, Request]:
    return _said(
        {"at one's unit": world.office.at_county, "elsewhere": world.office.at_city, "missing": None},
        say="recommend",
        opinion="情况属实",
    )


def before_employer(world: World, who: str) -> Mapping[str, Request]:
    found: dict[str, Case | None] = {"another's": world.office.at_another, "missing": None}
    if who == Role.ACADEMIC:
        found["of one's own"] = world.office.at_employer
    return _said(found, say="employer_approve", opinion="同意")


def _said(found: Mapping[str, Case | None], **values: object) -> Mapping[str, Request]:
    return {
        state: Request(
            {"number": case.number if case else NONE},
            form={**guard(case.row_version if case else 1), **values},
        )
        for state, case in found.items()
    }


def views(world: World, who: str) -> Mapping[str, Request]:
    found = {"another's": world.office.other_view.pk, "missing": NOBODY}
    if who in world.office.views:
        found["own"] = world.office.views[who].pk
    return {state: Request({"pk": pk}, form=guard()) for state, pk in found.items()}


def batches(world: World, who: str) -> Mapping[str, Request]:
    found = {"another's": world.office.other_batch.key, "missing": NONE}
    if who in world.office.batches:
        found["own"] = world.office.batches[who].key
    return {state: Request({"key": key}) for state, key in found.items()}


def a_batch(world: World, _who: str) -> Mapping[str, Request]:
    case = world.office.handed_in
    form = {**guard(), "action": "accept", "case": f"{case.pk}:{case.row_version}", "back": "/office/"}
    return {"any": Request(form=form)}


def a_view(_world: World, _who: str) -> Mapping[str, Request]:
    return {"any": Request(form={**guard(), "name": "超期", "query": "late=1"})}


def arranging(prefix: str) -> Cases:
    """A form of AB 岗: for the actor's own post where they are an officer, else for another's."""

    def cases(world: World, who: str) -> Mapping[str, Request]:
        account = world.accounts[who]
        office: Office = world.office
        officer = account.pk if account and who == Role.OFFICER else office.substitution.officer_id
        values = {
            "officer": officer,
            "substitute": office.substitution.substitute_id,
            "since": clock.today().isoformat(),
            "reason": "休假",
        }
        return {"any": Request(form={**guard(), **{f"{prefix}{k}": v for k, v in values.items()}})}

    return cases


def ending(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "of another officer": Request({"pk": world.office.substitution.pk}, form=guard()),
        "missing": Request({"pk": NOBODY}, form=guard()),
    }


def sheets(world: World, _who: str) -> Mapping[str, Request]:
    sheet = world.office.sheet
    return {
        "standing": Request({"key": sheet.key}, form=guard(sheet.row_version)),
        "missing": Request({"key": NONE}, form=guard(1)),
    }


@cache
def a_workbook() -> bytes:
    """A workbook with one cell that is wrong: read and kept, never taken in. The same bytes each time it is asked for."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, "名称")
    return out.getvalue()


def a_sheet(world: World, _who: str) -> Mapping[str, Request]:
    """That workbook, sent for a programme."""
    file = SimpleUploadedFile("补录.xlsx", a_workbook())
    return {"any": Request(form={**guard(), "programme": world.office.programme.pk, "file": file})}


def a_template(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request(query={"programme": str(world.office.programme.pk)}),
        "missing": Request(query={"programme": str(NOBODY)}),
    }


OFFICE: Mapping[str, Cases] = {
    "cases:office_batch": a_batch,
    "cases:batch": batches,
    "cases:view_save": a_view,
    "cases:view_delete": views,
    "cases:office_case": handed_in(),
    "cases:office_part": handed_in(address={"slug": "history"}, also="no such part=slug"),
    "cases:office_assign": handed_in(officer=""),
    "cases:office_move": handed_in(
        address={"move": "not_accept"}, also="no such move=move", reason="材料不实"
    ),
    "cases:office_file": papers,
    "cases:substitute": arranging(""),
    "cases:hand_over": arranging("hand-"),
    "cases:substitute_end": ending,
    "cases:recommend_case": before_unit,
    "cases:employer_case": before_employer,
    "cases:backfill": a_sheet,
    "cases:backfill_template": a_template,
    "cases:backfill_sheet": sheets,
    "cases:backfill_take": sheets,
    "cases:backfill_drop": sheets,
}

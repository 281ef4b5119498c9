"""What is asked of makerspaces in the access matrix: one's own, another's, one's own firm in another's, none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.architecture.organisations import guard
from tests.architecture.spaces import CLOSED, OPEN, Kept
from tests.architecture.world import Request, World
from zhongchuang.parties.tests.sheets import row, workbook
from zhongchuang.project.demonstration import synthetic_uscc

Cases = Callable[[World, str], Mapping[str, Request]]
NOBODY = 999_999_999
DAY = "2025-06-03"
DETAILS = {
    "name": "改过的虚构空间",
    "place": "990000",
    "address": "虚构路2号",
    "kind": "media",
    "built_by": "park",
    "stage": "space",
    "opened_on": "2024-03-01",
}
ROOM = {"area_m2": "900", "tenant_area_m2": "700", "workstations": "40"}


SHEET = workbook([row("", "虚构上传队", "2025-03-03")])
"""Made once: a workbook carries the moment it was made, and the same file sent twice is the same bytes."""


def a_sheet() -> SimpleUploadedFile:
    """A sheet of tenants as a browser sends it."""
    return SimpleUploadedFile("名册.xlsx", SHEET)


def spaces(*, period: str = "", **values: object) -> Cases:
    """A space: one's own, another's, none."""
    named = {"name": period} if period else {}

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        def request(kept: Kept | None) -> Request:
            address = {"pk": kept.space.pk if kept else NOBODY, **named}
            return Request(address, form={**guard(kept.space.row_version if kept else 1), **values})

        return {
            "own": request(world.spaces.own),
            "another's": request(world.spaces.theirs),
            "missing": request(None),
        }

    return cases


def tenants(kind: str = "", *, event: bool = False, **values: object) -> Cases:
    """A tenant: of one's own space, of another's, one's own firm in another's space, none."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        held = world.spaces
        found = {
            "own": (held.own.tenant, held.own.event.pk),
            "another's": (held.theirs.tenant, held.theirs.event.pk),
            "own firm": (held.own_firm, held.own_firm_event.pk),
            "missing": (None, NOBODY),
        }
        told = {"kind": kind} if kind else {}
        return {
            state: Request(
                {
                    "pk": tenant.space_id if tenant else held.own.space.pk,
                    "tenant": tenant.pk if tenant else NOBODY,
                    **told,
                    **({"event": number} if event else {}),
                },
                form={**guard(tenant.row_version if tenant else 1), **values},
            )
            for state, (tenant, number) in found.items()
        }

    return cases


def imports(world: World, _who: str) -> Mapping[str, Request]:
    """A sheet that waits: for one's own space, for another's, none."""
    keys = {
        "own": world.spaces.own.waiting.key,
        "another's": world.spaces.theirs.waiting.key,
        "missing": "no-such-import",
    }
    return {state: Request({"key": key}, form=guard(1)) for state, key in keys.items()}


def revocations(world: World, _who: str) -> Mapping[str, Request]:
    """A recognition that stands: of either space; none."""
    found = {"own": world.spaces.own, "another's": world.spaces.theirs, "missing": None}
    return {
        state: Request(
            {"pk": kept.space.pk if kept else NOBODY},
            form={
                **guard(1),
                "recognition": kept.recognition.pk if kept else NOBODY,
                "on": DAY,
                "reason": "虚构的理由",
            },
        )
        for state, kept in found.items()
    }


def upload(world: World, who: str) -> Mapping[str, Request]:
    """Each upload is a file of its own: a file is read once."""
    return {
        state: Request(request.address, form={**request.form, "file": a_sheet(), "on": DAY})
        for state, request in spaces()(world, who).items()
    }


def register(world: World, _who: str) -> Mapping[str, Request]:
    form = {**DETAILS, **ROOM, **guard(1), "name": "新的虚构空间", "operator": world.spaces.managed.pk}
    return {"any": Request(form=form)}


SPACES: Mapping[str, Cases] = {
    "parties:space_new": register,
    "parties:space": spaces(),
    "parties:space_edit": spaces(**DETAILS),
    "parties:space_capacity": spaces(since=DAY, **ROOM),
    "parties:space_holder": spaces(role="operator", uscc=synthetic_uscc(960), since=DAY),
    "parties:space_recognise": spaces(
        level="provincial", number="虚构认定九号", since="2025-06-03", basis="虚构的依据"
    ),
    "parties:space_revoke": revocations,
    "parties:space_work": spaces(),
    "parties:tenants": spaces(),
    "parties:tenants_export": spaces(),
    "parties:tenant_new": spaces(name="虚构新团队", first="admitted", on=DAY),
    "parties:tenants_import": upload,
    "parties:tenant": tenants(),
    "parties:tenant_record": tenants("milestone", on=DAY, milestone="award"),
    "parties:tenant_declare": tenants(on=DAY, staff="7"),
    "parties:tenant_graduate": tenants(
        on=DAY, met_company="no", met_financed="no", met_premises="no", standard="agreement"
    ),
    "parties:tenant_correct": tenants(event=True, what="day", on="2025-02-04", reason="抄错"),
    "parties:space_periods": spaces(),
    "parties:space_period": spaces(period=CLOSED),
    "parties:space_period_close": spaces(period=OPEN),
    "parties:space_period_file": spaces(period=CLOSED),
    "parties:tenant_import": imports,
    "parties:tenant_import_confirm": imports,
    "parties:tenant_import_cancel": imports,
}

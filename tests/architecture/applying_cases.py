"""What exactly is asked for at the addresses of applying."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.architecture.world import Request, World
from zhongchuang.cases.models import Case, Programme
from zhongchuang.core.idempotency import new_idempotency_key

Cases = Callable[[World, str], Mapping[str, Request]]
NONE = "no-such"
FILLED: dict[str, object] = {"asked": ["project", "total"], "project": "改过的名字", "total": "100"}


def _guard(case: Case | None = None) -> dict[str, object]:
    return {"row_version": case.row_version if case else 1, "idempotency_key": new_idempotency_key()}


def own(*, handed_in: bool = False, address: Mapping[str, object] | None = None, **values: object) -> Cases:
    """A draft (or a case handed in): one's own, another's, none."""

    def cases(world: World, who: str) -> Mapping[str, Request]:
        applying = world.applying
        mine = applying.handed_in if handed_in else applying.drafts
        found: dict[str, Case | None] = {
            "another's": applying.other_handed_in if handed_in else applying.other_draft,
            "missing": None,
        }
        if who in mine:
            found = {"own": mine[who], **found}
        return {
            state: Request(
                {"number": case.number if case else NONE, **(address or {})}, form={**_guard(case), **values}
            )
            for state, case in found.items()
        }

    return cases


def offers(world: World, who: str) -> Mapping[str, Request]:
    """An offer: one's own, another's, none."""
    found: dict[str, Case | None] = {"another's": world.applying.other_offer, "missing": None}
    if who in world.applying.offers:
        found = {"own": world.applying.offers[who], **found}
    return {
        state: Request({"number": case.number if case else NONE}, form={**_guard(case), "answer": "decline"})
        for state, case in found.items()
    }


def papers_sent(world: World, who: str) -> Mapping[str, Request]:
    """A paper of one's own bytes for each who asks, since a file is read once."""
    found = own(material="licence")(world, who)
    return {
        state: Request(
            one.address,
            form={**one.form, "file-licence": SimpleUploadedFile("新.pdf", b"%PDF-1.7 new")},
        )
        for state, one in found.items()
    }


def papers(world: World, who: str) -> Mapping[str, Request]:
    """The address of a paper."""
    applying = world.applying
    found = {
        "another's": Request({"number": applying.other_draft.number, "key": applying.other_paper}),
        "missing": Request({"number": applying.other_draft.number, "key": NONE}),
    }
    if who in applying.papers:
        mine = Request({"number": applying.drafts[who].number, "key": applying.papers[who]})
        found = {"own": mine, **found}
    return found


def papers_removed(world: World, who: str) -> Mapping[str, Request]:
    """A paper taken away."""
    applying = world.applying
    return {
        state: Request(
            one.address,
            form={
                **one.form,
                "file": applying.papers.get(who, NONE) if state == "own" else applying.other_paper,
            },
        )
        for state, one in own()(world, who).items()
    }


def programmes(world: World, _who: str) -> Mapping[str, Request]:
    """A programme with a call, one without, none."""

    def request(programme: Programme | None) -> Request:
        pack, _, name = (programme.code if programme else f"{NONE}/{NONE}").partition("/")
        form = {"idempotency_key": new_idempotency_key(), "applicant": str(world.houses.own.organisation.pk)}
        return Request({"pack": pack, "name": name}, form=form)

    return {
        "open": request(world.applying.programme),
        "without a call": request(world.applying.ended),
        "missing": request(None),
    }


def sections(world: World, who: str) -> Mapping[str, Request]:
    """A section of a draft, and one that the form does not have."""
    found = {
        state: Request(one.address, form={**one.form, **FILLED})
        for state, one in own(address={"section": "about"})(world, who).items()
    }
    if "own" in found:
        found["no such section"] = Request({**found["own"].address, "section": NONE}, form=found["own"].form)
    return found


APPLYING: Mapping[str, Cases] = {
    "cases:call": programmes,
    "cases:start": programmes,
    "cases:my_case": own(),
    "cases:my_filing": own(),
    "cases:offer": offers,
    "cases:application": own(handed_in=True),
    "cases:fill": sections,
    "cases:autosave": sections,
    "cases:materials": papers_sent,
    "cases:material_remove": papers_removed,
    "cases:review": own(confirmed="yes"),
    "cases:withdraw": own(),
    "cases:case_file": papers,
}

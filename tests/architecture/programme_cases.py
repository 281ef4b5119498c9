"""What is asked of programmes and calls in the access matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.architecture.world import Request, World
from zhongchuang.cases.models import Programme, ProgrammeDraft
from zhongchuang.core import clock
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import RowVersioned

Cases = Callable[[World, str], Mapping[str, Request]]
NOBODY = 999_999_999


def _guard(thing: RowVersioned | None = None) -> dict[str, object]:
    return {
        "row_version": thing.row_version if thing else 1,
        "idempotency_key": new_idempotency_key(),
        "reason": "虚构理由",
    }


def _address(programme: Programme) -> dict[str, object]:
    pack, _slash, slug = programme.code.partition("/")
    return {"pack": pack, "slug": slug}


def programmes(world: World, _who: str) -> Mapping[str, Request]:
    standing = world.programmes.standing
    return {
        "standing": Request(_address(standing), form=_guard(standing)),
        "missing": Request({"pack": "no", "slug": "such"}, form=_guard()),
    }


def new(world: World, _who: str) -> Mapping[str, Request]:
    form = {**_guard(), "template": world.programmes.standing.pk, "pack": "province", "new_id": "matrix-new"}
    return {"any": Request(form=form)}


def opened(world: World, _who: str) -> Mapping[str, Request]:
    today = clock.today()
    form = {
        **_guard(),
        "name": "矩阵新批次",
        "year": today.year,
        "department": world.programmes.department,
        "opens_on": today.isoformat(),
        "closes_on": today.replace(year=2099).isoformat(),
    }
    return {
        "ready": Request(_address(world.programmes.free), form=form),
        "awaiting": Request(_address(world.programmes.awaiting), form=form),
        "missing": Request({"pack": "no", "slug": "such"}, form=form),
    }


def rounds(world: World, _who: str) -> Mapping[str, Request]:
    call = world.programmes.call
    return {
        "standing": Request({"pk": call.pk}, form=_guard(call)),
        "missing": Request({"pk": NOBODY}, form=_guard()),
    }


def proactive(world: World, _who: str) -> Mapping[str, Request]:
    """A call whose programme runs without application and was judged; one that is applied for; none."""
    held = world.programmes
    return {
        "standing": Request({"pk": held.proactive.pk}, form={**_guard(held.run), "run": held.run.key}),
        "applied for": Request({"pk": held.call.pk}, form={**_guard(held.call), "run": "none"}),
        "missing": Request({"pk": NOBODY}, form={**_guard(), "run": "none"}),
    }


def drafts(**more: object) -> Cases:
    """A draft being written, and none; `more` is what the address or the form says beside."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        draft = world.programmes.draft
        address = {name: value for name, value in more.items() if name in ("group", "at")}
        form = {name: value for name, value in more.items() if name not in address}
        return {
            "standing": Request({"pk": draft.pk, **address}, form={**_guard(draft), **form}),
            "missing": Request({"pk": NOBODY, **address}, form={**_guard(), **form}),
        }

    return cases


def publishing(world: World, who: str) -> Mapping[str, Request]:
    def asked(draft: ProgrammeDraft) -> Request:
        return Request({"pk": draft.pk}, form=_guard(draft))

    held = world.programmes
    found = {"submitted": asked(held.submitted), "missing": Request({"pk": NOBODY}, form=_guard())}
    return found if who not in held.own_submitted else {**found, "own": asked(held.own_submitted[who])}


PROGRAMMES: dict[str, Cases] = {
    "cases:programme_new": new,
    "cases:programme": programmes,
    "cases:programme_versions": programmes,
    "cases:programme_edit": programmes,
    "cases:programme_end": programmes,
    "cases:programme_draft": drafts(),
    "cases:programme_group": drafts(group="review"),
    "cases:programme_node": drafts(at="sections.0"),
    "cases:programme_change": drafts(op="add sections"),
    "cases:programme_preview": drafts(),
    "cases:programme_submit": drafts(),
    "cases:programme_discard": drafts(),
    "cases:programme_publish": publishing,
    "cases:round_new": opened,
    "cases:round": rounds,
    "cases:proactive": proactive,
    "cases:proactive_judge": proactive,
    "cases:proactive_send": proactive,
}

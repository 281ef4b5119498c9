"""What is asked of what is disclosed in the access matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.architecture.world import Request, World
from zhongchuang.clearance.models import Award
from zhongchuang.core.idempotency import new_idempotency_key

Cases = Callable[[World, str], Mapping[str, Request]]
TYPED = {
    "outcome": "public",
    "field": "title",
    "after": "虚构的新标题",
    "reason": "据决定书更正，虚构",
    "says": "虚构：标题少一个字",
}


def _form(version: int | None = None, **more: object) -> dict[str, object]:
    version_said = {} if version is None else {"row_version": version}
    return {**TYPED, **version_said, "idempotency_key": new_idempotency_key(), **more}


def award_in(**found: Callable[[World], Award]) -> Cases:
    """An award by the name of its state, and none."""

    def cases(world: World, _who: str) -> Mapping[str, Request]:
        asked = {}
        for state, find in found.items():
            row = find(world)
            asked[state] = Request({"number": row.number}, form=_form(row.row_version))
        return {**asked, "missing": Request({"number": "GK-NONE"}, form=_form(1))}

    return cases


def requests_in(world: World, _who: str) -> Mapping[str, Request]:
    row = world.disclosure.asked
    answer = _form(row.row_version, outcome="declined", answer="与决定书一致，虚构答复")
    return {
        "open": Request({"number": row.number}, form=answer),
        "missing": Request({"number": "GQ-NONE"}, form=_form(1)),
    }


def ticked(world: World, _who: str) -> Mapping[str, Request]:
    row = world.disclosure.waiting
    return {"any": Request(form=_form(award=f"{row.number}@{row.row_version}"))}


def nothing_ticked(_world: World, _who: str) -> Mapping[str, Request]:
    return {"any": Request(form=_form())}


DISCLOSURE: dict[str, Cases] = {
    "clearance:award_correction": award_in(
        own=lambda w: w.disclosure.own,
        others=lambda w: w.disclosure.public,
        waiting=lambda w: w.disclosure.waiting,
    ),
    "clearance:office_awards_review": ticked,
    "clearance:office_award": award_in(
        waiting=lambda w: w.disclosure.waiting,
        public=lambda w: w.disclosure.public,
        withheld=lambda w: w.disclosure.withheld,
        revoked=lambda w: w.disclosure.revoked,
    ),
    "clearance:office_award_review": award_in(waiting=lambda w: w.disclosure.waiting),
    "clearance:office_award_correct": award_in(public=lambda w: w.disclosure.public),
    "clearance:office_correction": requests_in,
    "cases:publication": nothing_ticked,
}
"""The addresses of what is disclosed that are about something."""

"""What exactly is asked for at the addresses of the public list."""

from __future__ import annotations

from collections.abc import Mapping

from tests.architecture.world import Request, World


def one(world: World, _who: str) -> Mapping[str, Request]:
    listed = world.listed
    return {
        "public": Request({"number": listed.public.number}),
        "waiting": Request({"number": listed.waiting.number}),
        "missing": Request({"number": "GK-0"}),
    }


def found(world: World, _who: str) -> Mapping[str, Request]:
    """Everything, and a question."""
    return {
        "any": Request(),
        "words": Request(query={"q": "众创空间 NOT 房租", "place": "990100"}),
    }


def compared(world: World, _who: str) -> Mapping[str, Request]:
    return {"none": Request(), "one": Request(query={"of": world.listed.public.recipient_code})}


def files(_world: World, _who: str) -> Mapping[str, Request]:
    return {"any": Request(query={"q": "补贴"}), "nothing": Request(query={"q": "没有这个词"})}


LISTED = {
    "clearance:awards": found,
    "clearance:award": one,
    "clearance:award_recipients": found,
    "clearance:award_totals": found,
    "clearance:award_compare": compared,
    "clearance:award_360giving": files,
    "api:award": one,
}

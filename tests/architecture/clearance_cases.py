"""What exactly is asked for at the addresses of checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.architecture.clearance import FACTS
from tests.architecture.world import Request, World

Cases = Callable[[World, str], Mapping[str, Request]]


def checks(world: World, _who: str) -> Mapping[str, Request]:
    said = {"do": "look", "facts": FACTS, "words": "不是同一件事"}
    return {
        "handed in": Request({"number": world.office.handed_in.number}, form=said),
        "draft": Request({"number": world.office.draft.number}, form=said),
        "missing": Request({"number": "no-such"}, form=said),
    }


CLEARANCE: Mapping[str, Cases] = {"cases:office_clearance": checks}

"""What a recognition case writes into the makerspace's own record, and takes back."""

from __future__ import annotations

import datetime as dt

from zhongchuang.cases.models import Case
from zhongchuang.core.actors import Actor
from zhongchuang.parties.selectors.spaces import recognitions_of, space_by_reference
from zhongchuang.parties.services.recognition import RecognitionLevel, recognition_grant, recognition_revoke


def space_recognise(*, actor: Actor, case: Case, on: dt.date, basis: str) -> None:
    """The space of the case is recognised from a day on. Raises what `recognition_grant` raises."""
    recognition_grant(
        actor=actor,
        space=space_by_reference(case.space),
        level=RecognitionLevel.PROVINCIAL,
        number=case.number,
        since=on,
        until=case.in_force_until,
        basis=basis,
        case_ref=case.number,
        key=f"{case.number}:recognise:{on.isoformat()}",
    )


def space_unrecognise(*, actor: Actor, case: Case, on: dt.date, reason: str) -> None:
    """The recognition that came of the case ends. Nothing happens where it has ended already."""
    for row in recognitions_of(space_by_reference(case.space)):
        if row.case_ref == case.number and row.revoked_on is None:
            recognition_revoke(
                actor=actor, recognition=row, on=on, reason=reason, expected_version=row.row_version
            )

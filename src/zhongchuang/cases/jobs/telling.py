"""Listeners of the room: who is concerned by a move is told, once."""

from __future__ import annotations

from zhongchuang.cases.events import CaseAssigned, CaseMoved
from zhongchuang.cases.models import Case, CaseMove
from zhongchuang.cases.selectors.posts import substitutes_of
from zhongchuang.cases.services.telling import CHINESE, ENGLISH, move_told, officer_told
from zhongchuang.cases.services.telling_words import assigned_words
from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor

TELLER = SystemActor("cases.telling")
_WITH = ("organisation", "employer", "round")


def tell_moved(happened: CaseMoved) -> None:
    """Listener: a case was moved. Told as it stands now; the key of each message is the move's."""
    case = Case.objects.select_related(*_WITH).get(pk=happened.case_id)
    if case.origin == "backfill":
        return  # what happened years ago is no news
    move = CaseMove.objects.get(pk=happened.move_id)
    move_told(actor=TELLER, case=case, move=move)


def tell_assigned(happened: CaseAssigned) -> None:
    """Listener: a case was given to an officer by somebody else."""
    case = Case.objects.select_related(*_WITH).get(pk=happened.case_id)
    if case.officer_id != happened.officer_id:
        return  # given on before this was told
    officer_told(
        actor=TELLER,
        key=f"cases.assigned:{case.pk}:{happened.officer_id}:{happened.on.isoformat()}",
        case=case,
        accounts=[happened.officer_id, *substitutes_of(happened.officer_id, clock.today())],
        said={language: assigned_words(case, language) for language in (CHINESE, ENGLISH)},
    )

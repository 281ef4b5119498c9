"""Parts of a case's page: what was handed in, what changed since, what was done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhongchuang.cases.flow.moves import MoveName
from zhongchuang.cases.flow.states import State
from zhongchuang.cases.flow.words import MOVE_WORDS, STATES
from zhongchuang.cases.models import CaseMove
from zhongchuang.cases.selectors.applying import files_of, moves_of, submissions_of
from zhongchuang.cases.selectors.office import recommendations_of
from zhongchuang.cases.selectors.remarks import Remarks, remarks_among, remarks_of
from zhongchuang.cases.views.office_common import reads_english
from zhongchuang.cases.views.office_filing import changes_of, filing_of
from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.page import Cell, Column, ColumnKind, DataTable, Row, Shape, Status, Tone
from zhongchuang.parties.selectors.names import colleague_names

if TYPE_CHECKING:
    from zhongchuang.cases.views.office_head import Opened

Context = dict[str, object]


@dataclass(frozen=True, slots=True)
class Made:
    """A move as the page tells it."""

    what: str
    where: str
    by: str
    at: object
    reason: str
    remarks: tuple[tuple[str, str], ...] = ()


def filing_context(opened: Opened) -> Context:
    """What was handed in; what was asked to be mended stays beside it until somebody has looked at what was mended."""
    mended = opened.submissions > 1 and opened.state in (State.RECOMMENDING, State.SUBMITTED)
    remarks = remarks_of(opened.case) if opened.state is State.RETURNED or mended else Remarks()
    return {"filing": filing_of(opened.case, opened.programme, files_of(opened.case), remarks)}


def changes_context(opened: Opened) -> Context:
    """What changed from one submission to the next, with what the applicant says of it."""
    moves = moves_of(opened.case)
    remarks = remarks_among(moves)
    replies = [move.reason for move in moves if move.move == MoveName.RESUBMIT.value]
    changes = changes_of(opened.programme, submissions_of(opened.case), remarks)
    return {
        "changes": [
            (one, replies[one.number - 2] if one.number - 2 < len(replies) else "") for one in changes
        ],
        "remarks": remarks,
    }


def history_context(opened: Opened) -> Context:
    """Every move with its reason, and what county and city said."""
    moves = moves_of(opened.case)
    people = {move.actor.rpartition(":")[2] for move in moves if move.actor.startswith("person:")}
    names = colleague_names(opened.actor, people)
    return {
        "moves": [_made(opened, move, names) for move in reversed(moves)],
        "recommendations": _recommendations(opened) if opened.programme.chain else None,
    }


def _made(opened: Opened, move: CaseMove, names: dict[str, str]) -> Made:
    account = move.actor.rpartition(":")[2] if move.actor.startswith("person:") else ""
    said = remarks_among([move])
    labels = {field.id: field.label for field in opened.programme.fields}
    papers = {paper.id: paper.label for paper in opened.programme.materials}
    english = reads_english()
    remarks = [(labels[name], text) for name, text in said.fields.items() if name in labels]
    remarks += [(papers[name], text) for name, text in said.materials.items() if name in papers]
    return Made(
        str(MOVE_WORDS[MoveName(move.move)]),
        str(STATES[State(move.target)]),
        names.get(account, "") if account else _("系统"),
        move.at.astimezone(SHANGHAI),
        move.reason,
        tuple((label.en if english else label.zh, text) for label, text in remarks),
    )


def _recommendations(opened: Opened) -> DataTable:
    english = reads_english()
    return DataTable(
        _("推荐意见"),
        (
            Column(_("推荐单位")),
            Column(_("结果")),
            Column(_("排序"), ColumnKind.NUMBER),
            Column(_("意见")),
            Column(_("期限"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(row.place.name_en if english else row.place.name),
                    Cell(_outcome(row.recommended)),
                    Cell(row.rank),
                    Cell(row.opinion),
                    Cell(row.due_on),
                )
            )
            for row in recommendations_of(opened.case)
        ),
        show_caption=True,
    )


def _outcome(recommended: bool | None) -> Status:
    if recommended is None:
        return Status(_("还没有提出"), Shape.RING)
    if recommended:
        return Status(_("推荐"), Shape.CHECK, Tone.ACCENT)
    return Status(_("不推荐"), Shape.CROSS, Tone.DANGER)

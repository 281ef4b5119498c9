"""Sheets: scored blind, kept as a draft, handed in once."""

from __future__ import annotations

from collections.abc import Mapping

from zhongchuang.cases.access import may_score
from zhongchuang.cases.errors import SheetClosed
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Sheet
from zhongchuang.cases.reviewing.scoring import sheet_total
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.repeating import once
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotFound, Refused, Wording
from zhongchuang.core.locks import lock_row, save_versioned

LONGEST_COMMENT = 4000


def sheet_save(
    *,
    actor: Actor,
    sheet: Sheet,
    scores: Mapping[str, int],
    comment: str,
    hand_in: bool,
    expected_version: int,
    key: str | None = None,
) -> Sheet:
    """Keep what an expert scored so far, or hand the sheet in; then it is not changed again.

    Raises NotFound where the seat is not the actor's, StaleVersion, SheetClosed, Refused where the case is no longer under
    review, InvalidInput for points outside a criterion, and for a sheet handed in incomplete.
    """

    def run() -> Sheet:
        rows = Sheet.objects.select_related("seat__panel", "seat__expert", "case")
        held: Sheet = lock_row(rows, sheet.pk, expected_version=expected_version)
        if not may_score(actor, held.seat):
            raise NotFound()
        if held.submitted_at is not None:
            raise SheetClosed()
        if held.case.state != State.REVIEWING:
            raise Refused(
                "这件办件已不在评审中，不必再评。",
                "This case is no longer under review.",
                next_zh="请回到评审任务。",
                next_en="Go back to your reviews.",
                code="cases.not_under_review",
            )
        held.scores, held.comment = dict(scores), comment.strip()[:LONGEST_COMMENT]
        held.total = _total(held)
        if hand_in:
            _complete(held)
            held.submitted_at = clock.now()
        save_versioned(
            held,
            expected_version=expected_version,
            fields=("scores", "comment", "total", "submitted_at"),
        )
        # What was scored stays out of the open log: sheets are blind until the panel is closed.
        audit_write(
            actor=actor,
            verb="cases.sheet_hand_in" if hand_in else "cases.sheet_save",
            target=held,
            after={"handed_in": hand_in},
        )
        return held

    request = {
        "sheet": sheet.pk,
        "scores": dict(scores),
        "comment": comment,
        "hand_in": hand_in,
        "row_version": expected_version,
    }
    return once(actor, key, "cases.sheet_save", request, run, Sheet)


def _total(sheet: Sheet) -> int | None:
    review = programme_of(sheet.case).review
    assert review is not None  # a case under review has rules for it
    wrong = {
        f"score_{criterion.id}": Wording(
            f"0 至 {criterion.points} 的整数", f"A whole number from 0 to {criterion.points}"
        )
        for criterion in review.criteria
        if not 0 <= sheet.scores.get(criterion.id, 0) <= criterion.points
    }
    if wrong:
        raise InvalidInput("评分没有保存。", "The scores were not saved.", fields=wrong)
    return sheet_total(sheet.scores, review.criteria)


def _complete(sheet: Sheet) -> None:
    review = programme_of(sheet.case).review
    assert review is not None
    missing = {
        f"score_{criterion.id}": Wording("还没有打分", "Not scored yet")
        for criterion in review.criteria
        if criterion.id not in sheet.scores
    }
    if not sheet.comment:
        missing["comment"] = Wording("请写一句评语，说明打分的理由", "Say in a sentence why")
    if missing:
        raise InvalidInput(
            "评分表还没有填完，没有提交。", "The sheet is incomplete and was not handed in.", fields=missing
        )

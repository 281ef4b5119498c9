"""The end of a panel: what the sheets come to, the ranking, the minutes on paper, and every case one step on."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from zhongchuang.cases.access import ReviewAction, may_panel
from zhongchuang.cases.errors import PanelNotReady
from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.models import Panel, Sheet
from zhongchuang.cases.programmes.schema import Review
from zhongchuang.cases.reviewing.scoring import Mean, ranking, trimmed_mean
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.selectors.review import MinutesDraft, minutes_draft
from zhongchuang.cases.services.moving import moving
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, Wording
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.pdf import render_pdf
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.files.services import file_store

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "cases" / "review" / "minutes.typ"
LONGEST_MINUTES = 10000


def panel_close(
    *, actor: Actor, panel: Panel, minutes: str, expected_version: int, key: str | None = None
) -> Panel:
    """Close a panel when every sheet of every seat is there. A case that left review meanwhile gets no rank and does not move.

    Below the pass mark a case is not announced: it goes to the decision at once. Raises NotAllowed, StaleVersion, PanelNotReady,
    InvalidInput without minutes, PdfNotMade.
    """

    def run() -> Panel:
        held: Panel = lock_row(
            Panel.objects.select_related("round__programme"), panel.pk, expected_version=expected_version
        )
        if not may_panel(actor, ReviewAction.ARRANGE, held):
            raise NotAllowed()
        _ready(held, minutes)
        review = version_content(held.round.version_id).review
        assert review is not None  # the panel could not have been arranged
        held.result = _result(held, review)
        held.minutes = minutes.strip()[:LONGEST_MINUTES]
        held.closed_at, held.closed_by = clock.now(), signed(actor)
        held.minutes_file = _paper(actor, held)
        save_versioned(
            held,
            expected_version=expected_version,
            fields=("result", "minutes", "minutes_file", "closed_at", "closed_by"),
        )
        audit_write(actor=actor, verb="cases.panel_close", target=held, after={"result": held.result})
        _move_on(actor, held, review)
        return held

    request = {"panel": panel.pk, "minutes": minutes, "row_version": expected_version}
    return once(actor, key, "cases.panel_close", request, run, Panel)


def _ready(panel: Panel, minutes: str) -> None:
    if panel.drawn_at is None or panel.closed_at is not None:
        raise PanelNotReady("这个评审组还没有抽取，或已经结束。", "This panel is not drawn yet, or is over.")
    if not minutes.strip():
        told = Wording("请写评审纪要", "Write the minutes")
        raise InvalidInput("评审没有结束。", "The panel was not closed.", fields={"minutes": told})
    members = panel.members.filter(state="seated").count()
    if members < panel.seats:
        raise PanelNotReady(
            f"还缺 {panel.seats - members} 位专家，名单已用完。",
            f"{panel.seats - members} seats are empty and the list is exhausted.",
            next_zh="请取消本组，补充专家后重新组织。",
            next_en="Give this panel up, admit more experts and arrange another.",
        )
    waiting = Sheet.objects.filter(
        seat__panel=panel, seat__state="seated", submitted_at=None, case__state=State.REVIEWING.value
    ).count()
    if waiting:
        raise PanelNotReady(
            f"还有 {waiting} 份评分表没有提交。",
            f"{waiting} sheets are not handed in yet.",
            next_zh="请催办，或让未评的专家回避，由下一位递补。",
            next_en="Remind the experts, or recuse who does not score: the next of the draw takes the seat.",
        )


def _result(panel: Panel, review: Review) -> dict[str, Json]:
    """Per case: every total in the order of the seats, which were left out, the mean, the rank, whether it passed."""
    totals: dict[str, list[int]] = {}
    sheets = Sheet.objects.filter(seat__panel=panel, seat__state="seated", submitted_at__isnull=False)
    for sheet in sheets.select_related("case").order_by("case_id", "seat__order"):
        if sheet.case.state == State.REVIEWING:
            totals.setdefault(sheet.case.number, []).append(sheet.total)
    means: dict[str, Mean] = {
        number: trimmed_mean(found, review.trim) for number, found in totals.items() if found
    }
    ranks = ranking({number: mean.value for number, mean in means.items()})
    return {
        number: {
            "totals": list(totals[number]),
            "left_out": list(mean.left_out),
            "mean": str(mean.value),
            "rank": ranks[number],
            "passed": mean.value >= review.pass_mark,
        }
        for number, mean in means.items()
    }


def _move_on(actor: Actor, panel: Panel, review: Review) -> None:
    for case in panel.cases.order_by("pk"):
        found = panel.result.get(case.number)
        if found is None:
            continue
        with moving(actor=actor, case_id=case.pk, move=MoveName.REVIEWED, expected_version=None) as held:
            held.case.score, held.case.rank = Decimal(found["mean"]), found["rank"]
            held.details.update(
                panel=panel.number, score=found["mean"], rank=found["rank"], passed=found["passed"]
            )
            if not found["passed"]:
                held.reason = f"评审得分 {found['mean']}，未达到 {review.pass_mark.normalize():f} 分。"
                held.target = State.TO_DECIDE


def _paper(actor: Actor, panel: Panel) -> str:
    """The minutes as PDF/A, kept as a file; returns its key."""
    draft: MinutesDraft = minutes_draft(panel)
    content: dict[str, Json] = {
        "language": "zh-hans",
        "title": "专家评审纪要",
        "notice": "演示数据，不具效力" if settings.DEMONSTRATION else "",
        "facts": [list(pair) for pair in draft.facts],
        "members": [list(row) for row in draft.members],
        "rows": [list(row) for row in draft.rows],
        "rule": draft.rule,
        "minutes": list(panel.minutes.splitlines()),
        "draw": [list(pair) for pair in draft.draw],
    }
    data = render_pdf(TEMPLATE, content, made_at=clock.now().replace(microsecond=0))
    upload = AcceptedUpload(f"{panel.number}.pdf", FileKind.PDF, data, sha256(data).hexdigest())
    key: str = file_store(actor=actor, upload=upload, belongs_to=f"panel:{panel.number}").key
    return key

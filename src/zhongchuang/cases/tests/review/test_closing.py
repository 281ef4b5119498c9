"""Closing: exact means, ranks, minutes on paper, every case one step on, below the pass mark straight to the decision."""

from __future__ import annotations

from decimal import Decimal

import pypdfium2
import pytest

from zhongchuang.cases.errors import PanelNotReady
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseMove, Panel
from zhongchuang.cases.services.closing import panel_close
from zhongchuang.cases.services.panels import seat_recuse
from zhongchuang.cases.tests.factory import content, make_programme, open_round
from zhongchuang.cases.tests.review.scene import cases, drawn, expert, officer, reviewer, scored, sheets
from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.files.selectors import file_by_key, file_bytes
from zhongchuang.parties.tests.factory import signed_in

pytestmark = pytest.mark.django_db
TRIMMED = {
    "experts": 5,
    "days": 10,
    "trim": 1,
    "pass_mark": 60,
    "criteria": [
        {"id": "worth", "label": {"zh": "价值", "en": "Worth"}, "points": 60},
        {"id": "plan", "label": {"zh": "方案", "en": "Plan"}, "points": 40},
    ],
}


def close(panel: Panel, minutes: str = "一致同意。") -> Panel:
    return panel_close(actor=officer(), panel=panel, minutes=minutes, expected_version=panel.row_version)


@pytest.fixture
def panel() -> Panel:
    for _ in range(7):
        expert()
    programme = make_programme(content(id="trimmed", review=TRIMMED))
    return drawn(cases(3, open_round(programme)), officer(), seats=5)


def score(panel: Panel, *by_case: tuple[int, ...]) -> None:
    for case, totals in zip(panel.cases.order_by("pk"), by_case, strict=True):
        for sheet, total in zip(sheets(panel, case), totals, strict=True):
            scored(sheet, min(total, 60), max(0, total - 60))


def test_means_ranks_and_the_way_on(panel: Panel) -> None:
    score(panel, (90, 80, 71, 60, 55), (71, 70, 70, 99, 0), (59, 59, 59, 60, 60))
    done = close(panel)
    first, second, third = Case.objects.filter(panels=panel).order_by("pk")
    assert [(c.score, c.rank) for c in (first, second, third)] == [
        (Decimal("70.33"), 1),
        (Decimal("70.33"), 1),
        (Decimal("59.33"), 3),
    ]
    assert (first.state, second.state, third.state) == (
        State.TO_ANNOUNCE,
        State.TO_ANNOUNCE,
        State.TO_DECIDE,
    )
    assert done.result[first.number]["left_out"] == [0, 4]
    assert "未达到 60 分" in CaseMove.objects.get(case=third, move="reviewed").reason


def test_the_minutes_are_a_paper_with_members_scores_and_the_draw(panel: Panel) -> None:
    score(panel, (90, 80, 71, 60, 55), (71, 70, 70, 99, 0), (59, 59, 59, 60, 60))
    done = close(panel, "专家一致认为可行。\n建议支持。")
    file = file_by_key(done.minutes_file)
    assert file is not None
    data = file_bytes(file)
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    flat = "".join(text.split())
    assert data.startswith(b"%PDF") and "专家评审纪要" in flat and "建议支持。" in flat
    assert "70.33" in flat and done.seed_hash[:20] in flat
    for sheet in sheets(done, panel.cases.first()):
        assert sheet.seat.expert.account.name in flat


def test_it_closes_when_every_sheet_of_every_seat_is_in(panel: Panel) -> None:
    score(panel, (90, 80, 71, 60, 55), (71, 70, 70, 99, 0), (59, 59, 59, 60, 60))
    seat = sheets(panel)[0].seat
    again = seat_recuse(actor=officer(), seat=seat, reason="有关系", expected_version=panel.row_version)
    with pytest.raises(PanelNotReady, match="还有 3 份"):
        close(again)


def test_an_empty_seat_is_told(panel: Panel) -> None:
    for _ in range(3):
        seat = sheets(panel)[0].seat
        panel = seat_recuse(actor=officer(), seat=seat, reason="有关系", expected_version=panel.row_version)
    with pytest.raises(PanelNotReady, match="还缺 1 位专家"):
        close(panel)


def test_a_case_that_left_has_no_rank_and_does_not_move(panel: Panel) -> None:
    gone = panel.cases.order_by("pk")[0]
    score(panel, (90, 80, 71, 60, 55), (71, 70, 70, 99, 0), (59, 59, 59, 60, 60))
    Case.objects.filter(pk=gone.pk).update(state=State.WITHDRAWN.value)
    done = close(panel)
    gone.refresh_from_db()
    assert gone.number not in done.result and gone.state == State.WITHDRAWN and gone.rank is None
    assert {found["rank"] for found in done.result.values()} == {1, 2}


def test_minutes_are_asked_for_and_the_reviewer_does_not_close(panel: Panel) -> None:
    score(panel, (90, 80, 71, 60, 55), (71, 70, 70, 99, 0), (59, 59, 59, 60, 60))
    with pytest.raises(InvalidInput, match="没有结束"):
        close(panel, " ")
    with pytest.raises(NotAllowed):
        panel_close(actor=reviewer(), panel=panel, minutes="好", expected_version=panel.row_version)
    close(panel)
    panel.refresh_from_db()
    with pytest.raises(PanelNotReady):
        close(panel)


def test_who_downloads_the_minutes(panel: Panel) -> None:
    score(panel, (90, 80, 71, 60, 55), (71, 70, 70, 99, 0), (59, 59, 59, 60, 60))
    close(panel)
    path = f"/office/panels/{panel.number}/minutes.pdf"
    member = signed_in(sheets(panel)[0].seat.expert.account)
    assert member.get(path).status_code == 404
    assert signed_in(None).get(path).status_code == 302

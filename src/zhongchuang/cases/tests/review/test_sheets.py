"""Sheets: one's own only, kept as a draft, handed in once; nothing of a case that was not drawn, files included."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhongchuang.cases.errors import SheetClosed
from zhongchuang.cases.flow import MoveName
from zhongchuang.cases.models import Case, CaseFile, Panel
from zhongchuang.cases.services.moving import moving
from zhongchuang.cases.services.panels import seat_recuse
from zhongchuang.cases.services.sheets import sheet_save
from zhongchuang.cases.tests.review.scene import as_actor, cases, drawn, expert, officer, scored, sheets
from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput, NotFound, Refused
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.upload import FileKind, accept_upload
from zhongchuang.files.services import file_store
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel() -> Panel:
    for _ in range(4):
        expert()
    return drawn(cases(2), officer())


def with_file(case: Case, text: bytes = b"%PDF-1.7 a") -> CaseFile:
    upload = accept_upload(SimpleUploadedFile("执照.pdf", text), kinds=(FileKind.PDF,), max_bytes=1000)
    file = file_store(actor=SYSTEM, upload=upload, belongs_to=f"case:{case.number}")
    return CaseFile.objects.create(case=case, material="licence", file=file, added_at=clock.now())


def test_a_draft_is_kept_and_a_sheet_handed_in_once(panel: Panel) -> None:
    sheet = sheets(panel)[0]
    draft = sheet_save(
        actor=as_actor(sheet.seat.expert),
        sheet=sheet,
        scores={"worth": 50},
        comment="",
        hand_in=False,
        expected_version=sheet.row_version,
    )
    assert draft.total is None and draft.submitted_at is None
    done = scored(draft, 50, 30)
    assert done.total == 80 and done.submitted_at is not None
    with pytest.raises(SheetClosed):
        scored(done, 60, 40)


def test_an_incomplete_sheet_is_not_handed_in(panel: Panel) -> None:
    sheet = sheets(panel)[0]
    with pytest.raises(InvalidInput) as told:
        sheet_save(
            actor=as_actor(sheet.seat.expert),
            sheet=sheet,
            scores={"worth": 50},
            comment=" ",
            hand_in=True,
            expected_version=sheet.row_version,
        )
    assert set(told.value.fields) == {"score_plan", "comment"}


@pytest.mark.parametrize("points", [-1, 61])
def test_points_outside_a_criterion_are_told_beside_it(panel: Panel, points: int) -> None:
    with pytest.raises(InvalidInput) as told:
        scored(sheets(panel)[0], points, 0)
    assert set(told.value.fields) == {"score_worth"}


def test_nobody_writes_anothers_sheet_and_an_old_page_is_told(panel: Panel) -> None:
    mine, other = sheets(panel, panel.cases.first())[:2]
    with pytest.raises(NotFound):
        sheet_save(
            actor=as_actor(mine.seat.expert),
            sheet=other,
            scores={},
            comment="",
            hand_in=False,
            expected_version=other.row_version,
        )
    scored(mine, 1, 1, hand_in=False)
    with pytest.raises(StaleVersion):
        scored(mine, 2, 2, hand_in=False)


def test_a_recused_expert_and_a_case_gone_are_refused(panel: Panel) -> None:
    sheet, other = sheets(panel, panel.cases.first())[:2]
    seat_recuse(actor=officer(), seat=sheet.seat, reason="有关系", expected_version=panel.row_version)
    with pytest.raises(NotFound):
        scored(sheet, 1, 1)
    case = other.case
    assert case.account is not None
    with moving(actor=actor(case.account), case_id=case.pk, move=MoveName.WITHDRAW, expected_version=None):
        pass
    with pytest.raises(Refused, match="不在评审中"):
        scored(other, 1, 1)


def test_an_expert_opens_what_was_drawn_for_them_and_nothing_else(panel: Panel) -> None:
    sheet = sheets(panel)[0]
    browser = signed_in(sheet.seat.expert.account)
    drawn_file = with_file(sheet.case)
    (foreign,) = cases(1)
    foreign_file = with_file(foreign, b"%PDF-1.7 b")
    at = f"/review/{panel.number}/{sheet.case.number}/"
    page = browser.get(at)
    assert page.status_code == 200 and "虚构项目" in page.content.decode()
    answer = browser.get(f"{at}files/{drawn_file.file.key}")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    assert browser.get(f"{at}files/{foreign_file.file.key}").status_code == 404
    assert browser.get(f"/review/{panel.number}/{foreign.number}/").status_code == 404
    assert (
        browser.get(f"/review/{panel.number}/{foreign.number}/files/{foreign_file.file.key}").status_code
        == 404
    )


def test_other_experts_and_the_public_open_nothing(panel: Panel) -> None:
    sheet = sheets(panel)[0]
    file = with_file(sheet.case)
    sitting = {one.seat.expert_id for one in sheets(panel)}
    outside = signed_in(make_account(Role.EXPERT))
    at = f"/review/{panel.number}/{sheet.case.number}/"
    assert len(sitting) == 3
    for path in (at, f"{at}files/{file.file.key}", f"/review/{panel.number}/recuse/"):
        assert outside.get(path).status_code == 404
        assert signed_in(None).get(path).status_code == 302


def test_a_sheet_shows_neither_other_sheets_nor_other_experts_nor_the_account_money_goes_to(
    panel: Panel,
) -> None:
    first, second = sheets(panel, panel.cases.first())[:2]
    sheet_save(
        actor=as_actor(second.seat.expert),
        sheet=second,
        scores={"worth": 13, "plan": 17},
        comment="别人的评语",
        hand_in=True,
        expected_version=second.row_version,
    )
    page = signed_in(first.seat.expert.account).get(f"/review/{panel.number}/{first.case.number}/")
    text = page.content.decode()
    assert "别人的评语" not in text and second.seat.expert.account.name not in text
    assert "6200000000000000001" not in text


def test_when_the_panel_is_over_the_case_is_closed_to_its_experts(panel: Panel) -> None:
    sheet = sheets(panel)[0]
    Panel.objects.filter(pk=panel.pk).update(closed_at=clock.now())
    browser = signed_in(sheet.seat.expert.account)
    assert browser.get(f"/review/{panel.number}/{sheet.case.number}/").status_code == 404
    assert "现在没有评审任务" in browser.get("/review/").content.decode()


def test_the_page_keeps_a_draft_and_hands_in(panel: Panel) -> None:
    sheet = sheets(panel)[0]
    browser = signed_in(sheet.seat.expert.account)
    at = f"/review/{panel.number}/{sheet.case.number}/"
    values = {"row_version": "1", "idempotency_key": "k" * 12, "score_worth": "50", "comment": ""}
    saved = browser.post(at, {**values, "do": "save"})
    assert saved.status_code == 302
    again = {**values, "row_version": "2", "idempotency_key": "m" * 12, "do": "hand_in"}
    told = browser.post(at, again)
    assert told.status_code == 422 and "还没有打分" in told.content.decode()
    done = browser.post(at, {**again, "idempotency_key": "n" * 12, "score_plan": "30", "comment": "好"})
    assert done.status_code == 302 and done.headers["Location"] == "/review/"
    assert "50 / 60" in browser.get(at).content.decode()

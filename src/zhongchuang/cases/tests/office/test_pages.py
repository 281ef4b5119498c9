"""The desk as its people see it: their tasks by term, lists narrowed and paged, a case in parts, what changed."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Batch, Case, CaseMove, SavedView, Submission
from zhongchuang.cases.selectors.office import Narrowing, Order, desk_of, narrowed, page_of
from zhongchuang.cases.services.accepting import case_return
from zhongchuang.cases.tests.factory import ANSWERS, case_at, open_round, organisation
from zhongchuang.cases.tests.office.conftest import TODAY
from zhongchuang.cases.tests.office.factory import Desk, before_county
from zhongchuang.clearance.services.correcting import correction_ask
from zhongchuang.clearance.tests.awards import award, firm, member, public_award
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import signed_in

DAY = dt.timedelta(days=1)


def at(who: Account) -> Client:
    return signed_in(who)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_my_tasks_stand_under_their_terms_and_others_do_not(desk: Desk) -> None:
    late = case_at(State.SUBMITTED, round=desk.round, officer=desk.officer, due_on=TODAY - 2 * DAY)
    now = case_at(State.SUBMITTED, round=desk.round, officer=desk.officer, due_on=TODAY)
    waits = case_at(State.RETURNED, round=desk.round, officer=desk.officer)
    other = case_at(State.SUBMITTED, round=desk.round, officer=desk.colleague)
    decide = case_at(State.TO_DECIDE, round=desk.round, officer=desk.officer)
    page = text(at(desk.officer), "/office/")
    assert page.index("已超期 2 个工作日") < page.index("今天到期")
    assert late.number in page and now.number in page
    assert waits.number not in page and other.number not in page and decide.number not in page
    assert waits.number in text(at(desk.officer), "/office/?view=elsewhere")
    assert decide.number in text(at(desk.reviewer), "/office/")


def test_awards_that_wait_are_told_beside_the_cases_to_who_works_on_them(desk: Desk) -> None:
    """And where to go on with them; of another department's, or where nothing waits, nothing is said."""
    assert "别处的待办" not in text(at(desk.officer), "/office/")
    ours = desk.round.department_id
    awards = [award(department_id=ours) for _ in range(2)] + [award()]
    asked = public_award(department_id=ours)
    correction_ask(
        actor=desk.acts(member(firm())), number=asked.number, field="title", says="虚构：标题少一个字"
    )
    for who in (desk.officer, desk.reviewer):
        page = text(at(who), "/office/").partition("别处的待办")[2].partition("</ul>")[0]
        assert re.findall(r'href="([^"]+)"', page) == ["/office/awards/", "/office/awards/corrections/"]
        assert re.findall(r'tab-count">([^<]+)<', page) == ["2", "1"]
        assert text(at(who), "/office/awards/").count(awards[2].number) == 0
    assert "别处的待办" not in text(at(desk.finance), "/office/")


def test_a_page_follows_the_last_row_and_leads_back(desk: Desk) -> None:
    cases = [
        case_at(State.SUBMITTED, round=desk.round, due_on=TODAY + (n % 3) * DAY if n % 4 else None)
        for n in range(10)
    ]
    seat = desk_of(desk.acts(desk.officer), TODAY)
    for order in Order:
        seen: list[int] = []
        by = Narrowing(order=order)
        first = page = page_of(narrowed(seat, by), by, 4)
        while True:
            seen += [row.pk for row in page.rows]
            if not page.after:
                break
            by = Narrowing(order=order, after=page.after)
            page = page_of(narrowed(seat, by), by, 4)
        assert sorted(seen) == sorted(case.pk for case in cases) and len(seen) == 10, order
        back = Narrowing(order=order, before=page.before)
        before = page_of(narrowed(seat, back), back, 4)
        assert [row.pk for row in before.rows] == seen[4:8]
        assert first.before == "" and page.after == ""


@pytest.mark.parametrize("key", ["nonsense", "~", "2026-99-99~1", "x~1", "~999999999999999999999"])
def test_a_key_that_is_none_shows_the_first_page(desk: Desk, key: str) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)
    for order in Order:
        by = Narrowing(order=order, after=key)
        seat = desk_of(desk.acts(desk.officer), TODAY)
        assert [row.pk for row in page_of(narrowed(seat, by), by).rows] in ([case.pk], [])


def test_lists_are_narrowed_searched_and_saved(desk: Desk) -> None:
    one = case_at(State.SUBMITTED, round=desk.round, title="独一无二的项目")
    two = case_at(State.REVIEWING, round=open_round(), officer=desk.officer)
    browser = at(desk.officer)
    for query, there, not_there in (
        ("state=submitted", one, two),
        (f"round={two.round_id}", two, one),
        ("officer=me", two, one),
        ("officer=none", one, two),
        ("q=独一无二", one, two),
        (f"q={two.number}", two, one),
    ):
        page = text(browser, f"/office/cases/?{query}")
        assert there.number in page and not_there.number not in page, query
    answer = browser.post(
        "/office/views/save",
        {"name": "待受理", "query": "state=submitted", "idempotency_key": new_idempotency_key()},
    )
    assert answer.headers["Location"] == "/office/cases/?state=submitted"
    assert SavedView.objects.get().account_id == desk.officer.pk
    assert "待受理" in text(browser, "/office/cases/")


def test_a_department_does_not_see_another_s_cases(desk: Desk) -> None:
    other = organisation(2)
    foreign = case_at(State.SUBMITTED, round=open_round(department=other))
    browser = at(desk.officer)
    assert foreign.number not in text(browser, "/office/cases/")
    assert browser.get(f"/office/cases/{foreign.number}/").status_code == 404


def test_the_sheet_holds_what_the_list_holds_and_is_logged(desk: Desk) -> None:
    evil = case_at(State.SUBMITTED, round=desk.round, title='=HYPERLINK("http://x.invalid")')
    case_at(State.REVIEWING, round=desk.round)
    answer = at(desk.officer).get("/office/cases/export.xlsx?state=submitted")
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file response
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [evil.number]
    assert rows[1][1] == evil.title and rows[1][9] == 50_000
    log = AuditEntry.objects.get(verb="cases.export")
    assert isinstance(log.after, dict) and log.after["rows"] == 1 and "submitted" in str(log.after["query"])


def test_a_batch_from_the_list_says_of_each_what_became_of_it(desk: Desk) -> None:
    one, two = (case_at(State.SUBMITTED, round=desk.round) for _ in range(2))
    Case.objects.filter(pk=two.pk).update(row_version=9)
    browser = at(desk.officer)
    answer = browser.post(
        "/office/cases/batch",
        {
            "action": "accept",
            "case": [f"{one.pk}:1", f"{two.pk}:1"],
            "back": "https://elsewhere.invalid/",
            "idempotency_key": new_idempotency_key(),
        },
    )
    assert answer.headers["Location"] == f"/office/batches/{Batch.objects.get().key}/"  # not elsewhere
    page = text(browser, answer.headers["Location"])
    assert "办好 1 件" in page and "没有办成 1 件" in page and "第 9 版" in page
    assert at(desk.colleague).get(answer.headers["Location"]).status_code == 404


def test_what_was_asked_to_be_mended_stands_beside_what_changed(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round, officer=desk.officer)
    browser = at(desk.officer)
    form = {
        "reason": "",
        "field-total": "合计与发票不符",
        "row_version": case.row_version,
        "idempotency_key": new_idempotency_key(),
    }
    answer = browser.post(f"/office/cases/{case.number}/move/return/", form)
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == State.RETURNED
    for number, total in ((1, 5_000_000), (2, 4_000_000)):
        Submission.objects.create(
            case=case,
            number=number,
            answers={**ANSWERS, "total": total},
            materials=[["licence", f"执照{number}.pdf", str(number) * 64]],
            sha256="0" * 64,
            at=case.changed_at,
            actor="person:1",
        )
    page = text(browser, f"/office/cases/{case.number}/part/changes/")
    assert "合计与发票不符" in page and "50,000.00" in page and "40,000.00" in page and "执照2.pdf" in page
    assert "合计与发票不符" in text(browser, f"/office/cases/{case.number}/")
    assert "合计与发票不符" in text(browser, f"/office/cases/{case.number}/part/history/")
    CaseMove.objects.create(
        case=case,
        move="resubmit",
        source="returned",
        target="submitted",
        actor="person:1",
        at=case.changed_at,
        reason="已按发票改过",
    )
    assert "已按发票改过" in text(browser, f"/office/cases/{case.number}/part/changes/")
    for state, stays in ((State.SUBMITTED, True), (State.REVIEWING, False)):
        Case.objects.filter(pk=case.pk).update(state=state.value)
        page = text(browser, f"/office/cases/{case.number}/")
        assert ("合计与发票不符" in page) is stays, "until somebody has looked at what was mended"


def test_a_return_without_a_word_is_told_beside_the_field(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)
    form = {"reason": "", "row_version": 1, "idempotency_key": new_idempotency_key()}
    answer = at(desk.officer).post(f"/office/cases/{case.number}/move/return/", form)
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_an_old_page_is_a_conflict(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)
    Case.objects.filter(pk=case.pk).update(row_version=3)
    form = {"row_version": 1, "idempotency_key": new_idempotency_key()}
    answer = at(desk.officer).post(f"/office/cases/{case.number}/move/accept/", form)
    assert answer.status_code == 409


def test_every_part_opens_and_offers_what_may_be_done(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round)
    officer, auditor = text(at(desk.officer), f"/office/cases/{case.number}/"), at(desk.finance)
    assert all(words in officer for words in ("受理", "不予受理", "退回补正", "由我经办"))
    assert "退回补正</a>" not in text(auditor, f"/office/cases/{case.number}/")
    for part in ("filing", "checks", "history"):
        assert text(at(desk.officer), f"/office/cases/{case.number}/part/{part}/")


def test_the_clearance_is_run_from_the_part_that_misses_it(desk: Desk) -> None:
    case = case_at(State.TO_DECIDE, round=desk.round)
    officer, part = at(desk.officer), f"/office/cases/{case.number}/part/checks/"
    page = text(officer, part)
    assert "还没有有效的查重码" in page
    action = f'action="/office/cases/{case.number}/clear/"'
    form = dict(
        re.findall(r'name="([^"]+)"\s+value="([^"]+)"', page.partition(action)[2].partition("</form>")[0])
    )
    answer = officer.post(f"/office/cases/{case.number}/clear/", form, follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [(f"/office/cases/{case.number}/", 302)])
    assert "查重通过" in text(officer, part) and action not in text(officer, part)


def test_a_unit_sees_its_cases_and_says_its_opinion_on_the_page(desk: Desk) -> None:
    round_ = open_round(place_quotas={"990102": 1})
    one, two = before_county(desk, round_), before_county(desk, round_)
    browser = at(desk.county)
    page = text(browser, "/office/recommend/")
    assert one.number in page and "还可推荐 1 件" in page
    said = {"say": "recommend", "opinion": "属实", "row_version": 1}
    form = {**said, "idempotency_key": new_idempotency_key()}
    assert browser.post(f"/office/recommend/{one.number}/", form).status_code == 302
    form = {**said, "idempotency_key": new_idempotency_key()}
    answer = browser.post(f"/office/recommend/{two.number}/", form)
    assert answer.status_code == 422 and "名额已用完" in answer.content.decode()
    assert one.number in text(browser, "/office/recommend/?done=1")
    assert at(desk.city).get(f"/office/recommend/{two.number}/").status_code == 404


def test_a_return_by_the_unit_comes_from_its_own_page(desk: Desk) -> None:
    case = before_county(desk)
    done = case_return(actor=desk.acts(desk.county), case_id=case.pk, expected_version=1, reason="请补合同")
    assert done.state == State.RETURNED
    assert "现在不由您单位办理" in text(at(desk.county), f"/office/recommend/{case.number}/")

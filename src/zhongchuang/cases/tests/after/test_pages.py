"""The pages of what follows a decision, as each side finds and uses them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from zhongchuang.cases.models import Aftercare, Case, CaseChange, HonestyRecord, LeaveEntry, LeaveKind, Letter
from zhongchuang.cases.services.changing import change_ask
from zhongchuang.cases.services.honesty import honesty_answer, honesty_decide, honesty_propose
from zhongchuang.cases.services.leaving import leave_agree, leave_ask, leave_record
from zhongchuang.cases.tests.after.scene import (
    a_leave,
    a_project,
    a_suspect,
    holder,
    officer,
    reviewer,
)
from zhongchuang.cases.tests.factory import at_post
from zhongchuang.core.clock import use_date
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import RowVersioned
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import actor, signed_in
from zhongchuang.policy.tests.factory import words

pytestmark = pytest.mark.django_db

NEAR = dt.date(2029, 6, 1)


def form(row: RowVersioned, **said: Any) -> dict[str, Any]:
    row.refresh_from_db()
    return {"row_version": row.row_version, "idempotency_key": new_idempotency_key(), **said}


def owner(case: Case) -> Client:
    assert case.account is not None  # every case of a test has somebody
    return signed_in(case.account)


def desk(role: Role = Role.OFFICER) -> Client:
    return signed_in(at_post(role, bound=True))


def test_the_case_says_until_when_what_is_owed_next_is_due() -> None:
    case = a_project()
    row = Aftercare.objects.get(case=case)
    with use_date(dt.date(2026, 11, 23)):
        said = words(owner(case).get(f"/my/cases/{case.number}/"))
        assert "2027年9月1日 项目验收" in said and "没有期限在走" not in said
        Aftercare.objects.filter(pk=row.pk).update(submitted_at=dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC))
        assert "没有期限在走" in words(owner(case).get(f"/my/cases/{case.number}/"))


class TestChanges:
    def test_the_way_from_the_case_to_the_change_and_back(self) -> None:
        case = a_project()
        browser = owner(case)
        assert (
            f"/my/cases/{case.number}/changes/" in browser.get(f"/my/cases/{case.number}/").content.decode()
        )
        listed = browser.get(f"/my/cases/{case.number}/changes/")
        assert "变更名称" in words(listed) and "还没有变更" in words(listed)
        page = f"/my/cases/{case.number}/changes/name/"
        assert "虚构项目" in browser.get(page).content.decode()
        answer = browser.post(page, form(case, project="虚构项目二期", reason="方向调整。"))
        assert answer.status_code == 302
        again = words(browser.get(answer["Location"]))
        assert "待答复" in again and "虚构项目二期" in again and "方向调整" in again

    def test_a_budget_is_a_table_and_what_is_wrong_with_it_is_said(self) -> None:
        case = a_project()
        browser, page = owner(case), f"/my/cases/{case.number}/changes/budget/"
        assert 'name="budget-0-item"' in browser.get(page).content.decode()
        rows = {"budget-0-item": "设备", "budget-0-granted": "三万"}
        answer = browser.post(page, form(case, reason="调整。", **rows))
        assert answer.status_code == 422 and "三万" in answer.content.decode()
        rows = {"budget-0-item": "设备", "budget-0-granted": "49999"}
        answer = browser.post(page, form(case, reason="调整。", **rows))
        assert answer.status_code == 422 and "合计等于预算之和" in words(answer)
        assert not CaseChange.objects.exists()

    def test_more_rows_lose_nothing(self) -> None:
        case = a_project()
        said = form(case, reason="写了很久的理由", more="budget", **{"budget-0-item": "差旅"})
        answer = owner(case).post(f"/my/cases/{case.number}/changes/budget/", said)
        assert answer.status_code == 200
        assert "差旅" in answer.content.decode() and "写了很久的理由" in answer.content.decode()

    def test_the_department_finds_it_and_answers(self) -> None:
        case = a_project()
        row = change_ask(
            actor=holder(case), case_id=case.pk, kind="leader", answers={"leader": "虚构乙"}, reason="调离。"
        )
        browser = desk()
        assert case.number in words(browser.get("/office/changes/"))
        part = browser.get(f"/office/cases/{case.number}/part/after/")
        assert f"/office/changes/{row.pk}/" in part.content.decode()
        page = words(browser.get(f"/office/changes/{row.pk}/"))
        assert "虚构甲" in page and "虚构乙" in page and "调离" in page
        assert browser.post(f"/office/changes/{row.pk}/", form(row, granted="yes")).status_code == 422
        said = form(row, granted="yes", opinion="同意。")
        assert browser.post(f"/office/changes/{row.pk}/", said).status_code == 302
        papers = words(owner(case).get(f"/my/cases/{case.number}/"))
        assert "变更批复" in papers and "任务书" in papers

    def test_a_paper_of_a_task_tells_the_public_whose_it_is_and_no_more(self, client: Client) -> None:
        case = a_project()
        task = Letter.objects.get(case=case, kind="task")
        said = words(client.get(f"/verify/{task.code}/"))
        assert case.applicant_name in said and "虚构甲" not in said


class TestDuties:
    def test_an_acceptance_from_page_to_page(self) -> None:
        case = a_project()
        row = Aftercare.objects.get(case=case)
        browser, office = owner(case), desk()
        page = f"/my/duties/{row.pk}/"
        assert "完成情况" in words(browser.get(page))
        assert browser.post(page, form(row)).status_code == 422
        assert browser.post(page, form(row, done="大部分完成。")).status_code == 302
        check = f"/office/duties/{row.pk}/"
        assert "验收结论书" in words(office.get(check))
        said = form(row, result="passed", opinion="好。", again_on="2030-01-01")
        assert office.post(check, said).status_code == 422
        said = form(row, result="failed", opinion="两项没有完成。", again_on="2030-01-01")
        assert office.post(check, said).status_code == 302
        told = words(browser.get(page))
        assert "两项没有完成" in told and "不服怎么办" in told
        assert "项目验收（整改后再交）" in words(browser.get(f"/my/cases/{case.number}/"))


class TestHonesty:
    def record(self, case: Case) -> HonestyRecord:
        record = honesty_propose(
            actor=officer(), case_id=case.pk, finding="发票是假的。", evidence="查验结果。"
        )
        honesty_answer(actor=holder(case), number=record.number, statement="不是故意的。")
        return honesty_decide(actor=reviewer(), number=record.number, records=True, grounds="不能成立。")

    def test_from_the_case_to_the_bar(self) -> None:
        case = a_suspect()
        office, browser = desk(), owner(case)
        part = office.get(f"/office/cases/{case.number}/part/after/").content.decode()
        page = f"/office/cases/{case.number}/honesty/"
        assert page in part
        assert "两年内不得申请" in words(office.get(page)) and "24 个月" in words(office.get(page))
        answer = office.post(page, form(case, finding="发票是假的。", evidence="查验结果。"))
        record = HonestyRecord.objects.get()
        assert answer["Location"] == f"/office/honesty/{record.number}/"
        own = f"/my/honesty/{record.number}/"
        assert own in browser.get(f"/my/cases/{case.number}/").content.decode()
        assert "发票是假的" in words(browser.get(own))
        assert browser.post(own, form(record, statement="不是故意的。")).status_code == 302
        second = desk(Role.REVIEWER)
        assert "不是故意的" in words(second.get(f"/office/honesty/{record.number}/"))
        said = form(record, records="yes", grounds="不能成立。")
        assert second.post(f"/office/honesty/{record.number}/decide", said).status_code == 302
        told = words(browser.get(own))
        assert "2028年8月31日（含）之前不能申报" in told and "行政复议" in told
        assert record.number in words(office.get("/office/honesty/"))

    def test_not_heard_yet_is_said_on_the_page(self) -> None:
        case = a_suspect()
        record = honesty_propose(actor=officer(), case_id=case.pk, finding="假。", evidence="查验。")
        second = desk(Role.REVIEWER)
        assert "之前不能认定" in words(second.get(f"/office/honesty/{record.number}/"))
        said = form(record, records="yes", grounds="假。")
        answer = second.post(f"/office/honesty/{record.number}/decide", said)
        assert answer.status_code == 409 and "还没有陈述申辩" in words(answer)

    def test_without_a_term_there_is_no_form(self) -> None:
        case = a_suspect(honesty=None)
        page = desk().get(f"/office/cases/{case.number}/honesty/")
        assert "没有规定失信惩戒期限" in words(page) and "认定的事实" not in words(page)

    def test_whoever_is_barred_reads_it_before_filling_anything_in(self) -> None:
        case = a_suspect()
        record = self.record(case)
        code = case.programme.code.partition("/")[2]
        assert case.account is not None
        said = words(owner(case).get(f"/apply/test/{code}/start/"))
        assert record.number in said and "2028年8月31日" in said and "行政复议" in said

    def test_lifted(self) -> None:
        record = self.record(a_suspect())
        second = desk(Role.REVIEWER)
        page = f"/office/honesty/{record.number}/"
        assert "撤销这项认定" in words(second.get(page))
        assert "撤销这项认定" not in words(desk().get(page))
        assert second.post(f"{page}lift", form(record, reason="复议撤销。")).status_code == 302
        assert "已撤销" in words(second.get(page))


class TestLeave:
    def test_three_sides_one_page(self) -> None:
        leave = a_leave()
        number = leave.case.number
        me, employer, office = signed_in(leave.researcher), signed_in(leave.manager), desk()
        assert f"/leave/{number}/" in me.get(f"/my/cases/{number}/").content.decode()
        assert f"/leave/{number}/" in office.get(f"/office/cases/{number}/part/after/").content.decode()
        with use_date(NEAR):
            for browser in (me, employer, office):
                assert "虚构研究员" in words(browser.get("/leave/"))
                assert "还可以延长 1 次" in words(browser.get(f"/leave/{number}/"))
            ask = f"/leave/{number}/ask/extension/"
            assert "最多延长到2032年8月31日" in words(me.get(ask))
            late = me.post(ask, form(leave.case, on="2032-09-01", words="继续。"))
            assert late.status_code == 422 and "2032-08-31" in words(late)
            assert me.post(ask, form(leave.case, on="2032-08-31", words="继续。")).status_code == 302
            entry = LeaveEntry.objects.get()
            answer = f"/leave/{number}/entries/{entry.pk}/"
            assert answer not in office.get(f"/leave/{number}/").content.decode()  # the employer goes first
            assert answer in employer.get(f"/leave/{number}/").content.decode()
            assert employer.post(answer, form(entry, agrees="yes")).status_code == 302
            assert office.post(answer, form(entry, agrees="yes")).status_code == 302
            told = words(me.get(f"/leave/{number}/"))
        assert "2032年8月31日" in told and "已经用完" in told and "已备案" in told

    def test_the_employer_notes_and_everybody_reads(self) -> None:
        leave = a_leave()
        page = f"/leave/{leave.case.number}/"
        employer = signed_in(leave.manager)
        with use_date(NEAR):
            assert f"{page}note/" in employer.get(page).content.decode()
            assert f"{page}note/" not in signed_in(leave.researcher).get(page).content.decode()
            said = form(leave.case, kind="insurance", on="2029-05-31", words="五险照缴。")
            assert employer.post(f"{page}note/", said).status_code == 422
            said["until"], said["idempotency_key"] = "2029-05-31", new_idempotency_key()
            assert employer.post(f"{page}note/", said).status_code == 302
            assert "缴至 2029-05-31" in words(signed_in(leave.researcher).get(page))

    def test_what_was_asked_for_is_taken_back(self) -> None:
        leave = a_leave()
        page = f"/leave/{leave.case.number}/"
        with use_date(NEAR):
            entry = leave_ask(
                actor=actor(leave.researcher),
                case_id=leave.case.pk,
                kind=LeaveKind.RETURN,
                on=NEAR,
                words="回原岗位。",
            )
            me = signed_in(leave.researcher)
            assert "撤回申请" in words(me.get(page))
            assert me.post(f"{page}entries/{entry.pk}/take-back", form(entry)).status_code == 302
            assert "申请延长" in words(me.get(page))

    def test_what_is_not_ones_turn_is_said(self) -> None:
        leave = a_leave()
        with use_date(NEAR):
            entry = leave_ask(
                actor=actor(leave.researcher),
                case_id=leave.case.pk,
                kind=LeaveKind.RETURN,
                on=NEAR,
                words="回原岗位。",
            )
            leave_agree(actor=actor(leave.manager), pk=entry.pk, agrees=True, words="")
            page = f"/leave/{leave.case.number}/entries/{entry.pk}/"
            assert signed_in(leave.manager).get(page).status_code == 302

    def test_over_and_not_dealt_with(self) -> None:
        leave = a_leave()
        with use_date(dt.date(2029, 9, 2)):
            said = words(signed_in(leave.manager).get(f"/leave/{leave.case.number}/"))
        assert "已到期，未办理" in said

    def test_come_back_it_is_over_and_not_late(self) -> None:
        leave = a_leave()
        with use_date(NEAR):
            entry = leave_ask(
                actor=actor(leave.researcher),
                case_id=leave.case.pk,
                kind=LeaveKind.RETURN,
                on=NEAR,
                words="回原岗位。",
            )
            leave_agree(actor=actor(leave.manager), pk=entry.pk, agrees=True, words="")
            leave_record(actor=officer(), pk=entry.pk, records=True, words="")
        with use_date(NEAR + dt.timedelta(days=30)):
            for page in ("/leave/", f"/leave/{leave.case.number}/"):
                said = words(signed_in(leave.manager).get(page))
                assert "已结束" in said and "未办理" not in said

    def test_nobody_elses(self, client: Client) -> None:
        leave = a_leave()
        stranger: Account = at_post(Role.EXPERT)
        page = f"/leave/{leave.case.number}/"
        assert signed_in(stranger).get(page).status_code == 404
        assert client.get(page).status_code == 302

"""Changes of a project that runs: what may be changed, who decides, what stands then, and that the rest can still be paid."""

from __future__ import annotations

from typing import Any

import pytest

from zhongchuang.cases.models import Aftercare, Case, CaseChange, Letter
from zhongchuang.cases.services.aftercare import aftercare_check, aftercare_submit
from zhongchuang.cases.services.changing import change_ask, change_decide
from zhongchuang.cases.services.clearing import clearance_of, holder_of
from zhongchuang.cases.tests.after.scene import a_project, holder, officer
from zhongchuang.cases.tests.factory import applicant, organisation
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused
from zhongchuang.ledger.selectors.of_cases import orders_of_case
from zhongchuang.messages.models import Note
from zhongchuang.parties.tests.factory import actor

pytestmark = pytest.mark.django_db


def ask(case: Case, kind: str = "name", reason: str = "方向调整。", **answers: Any) -> CaseChange:
    said = answers or {"project": "虚构项目二期"}
    return change_ask(actor=holder(case), case_id=case.pk, kind=kind, answers=said, reason=reason)


def decide(row: CaseChange, *, granted: bool = True, opinion: str = "理由充分。") -> CaseChange:
    return change_decide(actor=officer(), pk=row.pk, granted=granted, opinion=opinion)


class TestAsking:
    def test_what_it_was_and_what_it_is_to_be_are_kept(self) -> None:
        case = a_project()
        row = ask(case)
        assert (row.before, row.after) == ({"project": "虚构项目"}, {"project": "虚构项目二期"})
        case.refresh_from_db()
        assert case.answers["project"] == "虚构项目"  # nothing changes before it is granted

    def test_only_what_the_programme_names(self) -> None:
        case = a_project()
        with pytest.raises(NotFound):
            ask(case, kind="amount", total=9_000_000)
        row = ask(case, kind="leader", leader="虚构乙", total=9_000_000, bank_account="6222")
        assert row.after == {"leader": "虚构乙"}

    def test_without_reason_without_change_without_answer(self) -> None:
        case = a_project()
        for answers, reason, wrong in (
            ({"project": "新名"}, " ", "reason"),
            ({"project": "虚构项目"}, "理由", "project"),
            ({"project": None}, "理由", "project"),
        ):
            with pytest.raises(InvalidInput) as told:
                ask(case, reason=reason, **answers)
            assert wrong in told.value.fields

    def test_a_budget_that_no_longer_adds_up(self) -> None:
        case = a_project()
        with pytest.raises(InvalidInput) as told:
            ask(case, kind="budget", budget=[{"item": "设备", "granted": 4_999_999}])
        assert "合计等于预算之和" in told.value.fields["budget"].zh
        assert ask(case, kind="budget", budget=[{"item": "设备", "granted": 5_000_000}]).granted is None

    def test_one_at_a_time(self) -> None:
        case = a_project()
        ask(case)
        with pytest.raises(Refused, match="还没有答复"):
            ask(case, kind="leader", leader="虚构乙")

    def test_nobody_else(self) -> None:
        case = a_project()
        for who in (officer(), actor(applicant(organisation(2)))):
            with pytest.raises((NotAllowed, NotFound)):
                change_ask(actor=who, case_id=case.pk, kind="name", answers={"project": "丁"}, reason="。")


class TestDeciding:
    def test_granted_it_stands_and_is_on_paper(self) -> None:
        case = a_project()
        decide(ask(case))
        case.refresh_from_db()
        assert (case.answers["project"], case.title) == ("虚构项目二期", "虚构项目二期")
        change = Letter.objects.get(case=case, kind="change")
        assert change.content["annexes"][0]["rows"] == [["项目名称", "虚构项目", "虚构项目二期"]]
        old, new = Letter.objects.filter(case=case, kind="task").order_by("pk")
        assert old.revoked_at is not None and new.revoked_at is None
        assert ["项目名称", "虚构项目二期"] in new.content["facts"]
        assert new.content["signatures"] and bytes(new.pdf).startswith(b"%PDF")

    def test_what_is_left_of_the_money_can_still_be_paid(self) -> None:
        case = a_project()
        decide(ask(case))
        case.refresh_from_db()
        assert clearance_of(case)  # cleared for the facts as they are now

    def test_the_name_it_had_stays_claimed_too(self) -> None:
        case = a_project()
        before = {one.key for one in claims_of(holder_of(case))}
        decide(ask(case))
        after = {one.key for one in claims_of(holder_of(case))}
        assert before < after and len(after) == 2

    def test_refused_nothing_changes_and_the_grounds_are_told(self) -> None:
        case = a_project()
        decide(ask(case), granted=False, opinion="与任务书目标不符。")
        case.refresh_from_db()
        assert case.answers["project"] == "虚构项目"
        assert not Letter.objects.filter(case=case, kind="change").exists()
        note = Note.objects.filter(account_id=case.account_id).latest("pk")
        assert "未获同意" in note.text_zh and "与任务书目标不符" in note.text_zh

    def test_without_grounds_and_twice(self) -> None:
        row = ask(a_project())
        with pytest.raises(InvalidInput):
            decide(row, opinion=" ")
        decide(row)
        with pytest.raises(Refused, match="已经答复"):
            decide(row, granted=False)

    def test_not_by_its_holder(self) -> None:
        case = a_project()
        row = ask(case)
        with pytest.raises(NotAllowed):
            change_decide(actor=holder(case), pk=row.pk, granted=True, opinion="同意。")


class TestAcceptance:
    def duty(self, case: Case) -> Aftercare:
        row: Aftercare = Aftercare.objects.get(case=case, item="acceptance")
        with use_date(row.due_on):
            aftercare_submit(actor=holder(case), pk=row.pk, answers={"done": "全部完成。"})
        return row

    def test_passed_the_rest_falls_due_and_the_conclusion_is_on_paper(self) -> None:
        case = a_project()
        row = self.duty(case)
        aftercare_check(actor=officer(), pk=row.pk, result="passed", opinion="指标全部完成。")
        paper = Letter.objects.get(case=case, kind="acceptance")
        assert paper.content["outcome"] == "通过验收" and paper.content["grounds"] == "指标全部完成。"
        last = next(one for one in orders_of_case(case.number) if one.part == "last")
        assert last.waits_for == "" and last.due_on is not None

    def test_failed_it_says_where_to_turn_and_may_be_tried_again(self) -> None:
        case = a_project()
        row = self.duty(case)
        again = row.due_on.replace(year=row.due_on.year + 1)
        aftercare_check(
            actor=officer(), pk=row.pk, result="failed", opinion="两项指标没有完成。", again_on=again
        )
        paper = Letter.objects.get(case=case, kind="acceptance")
        assert paper.content["outcome"] == "不通过验收" and "行政复议" in paper.content["remedies"]
        second = Aftercare.objects.get(case=case, item="acceptance", turn=2)
        assert second.due_on == again and second.result == ""
        last = next(one for one in orders_of_case(case.number) if one.part == "last")
        assert last.waits_for
        with use_date(again):
            aftercare_submit(actor=holder(case), pk=second.pk, answers={"done": "整改完成。"})
        aftercare_check(actor=officer(), pk=second.pk, result="passed", opinion="整改到位。")
        last = next(one for one in orders_of_case(case.number) if one.part == "last")
        assert not last.waits_for

    def test_checked_is_checked(self) -> None:
        row = self.duty(a_project())
        aftercare_check(actor=officer(), pk=row.pk, result="passed", opinion="好。")
        with pytest.raises(Refused, match="已经核验"):
            aftercare_check(actor=officer(), pk=row.pk, result="failed", opinion="不好。")

    def test_nothing_handed_in_does_not_pass(self) -> None:
        case = a_project()
        row = Aftercare.objects.get(case=case, item="acceptance")
        with use_date(row.due_on.replace(year=row.due_on.year + 1)), pytest.raises(InvalidInput):
            aftercare_check(actor=officer(), pk=row.pk, result="passed", opinion="好。")

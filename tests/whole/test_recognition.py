"""A makerspace in Lanzhou is recognised: returned once, an expert recused, a notice over a holiday, an objection answered."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from tests.whole import world
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Aftercare, Letter, Seat
from zhongchuang.cases.reviewing.objecting import By, Signature, Subject
from zhongchuang.cases.services.accepting import case_return
from zhongchuang.cases.services.applying import case_resubmit
from zhongchuang.cases.services.clearing import case_clear
from zhongchuang.cases.services.deciding import Asked, case_approve
from zhongchuang.cases.services.meetings import meeting_record
from zhongchuang.cases.services.notice_ends import notice_end
from zhongchuang.cases.services.notices import NoticeText, notice_draft, notice_publish
from zhongchuang.cases.services.objection_answers import objection_answer, objection_take
from zhongchuang.cases.services.objections import Said, objection_receive
from zhongchuang.cases.services.opening import Chosen
from zhongchuang.cases.services.panels import seat_recuse
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.clock import FrozenClock
from zhongchuang.parties.selectors.spaces import recognitions_of
from zhongchuang.parties.tests.factory import SYSTEM, actor
from zhongchuang.policy.tests.factory import words

FORM = {
    "about": {"opened_on": "2023-03-01", "area": "1200", "seats": "60", "fields": "智能制造"},
    "work": {
        "tenants": "25",
        "graduates": "6",
        "mentors": "8",
        "events": "24",
        "cases": "三个典型案例（虚构）。",
        "plan": "明年扩大服务。",
    },
}


def test_from_the_form_to_the_certificate(day: FrozenClock) -> None:
    gansu = world.province("620000", "620100", "620102", "甘肃省科技厅（虚构）")
    account, space = world.space(gansu, "金城众创空间（虚构）")
    who = actor(account)
    call = world.opened(gansu, "gansu/space-recognition")

    case = world.started(who, call, Chosen(space=space.public_id))
    assert case.answers["name"] == space.name  # what is known is not asked
    world.fill(who, case, FORM)
    world.paper(who, case, "operation", "premises")
    world.handed_in(who, case)
    assert world.state_of(case) is State.RECOMMENDING and case.number.startswith("GS-2026-")
    world.recommended(gansu, case)
    assert world.state_of(case) is State.SUBMITTED

    # the department returns it, the space mends it, and it is back where it was
    case_return(
        actor=gansu.officer,
        case_id=case.pk,
        expected_version=case.row_version,
        reason="请补充导师名单。",
        remarks={("field", "mentors"): "与名单不一致"},
    )
    assert world.state_of(case) is State.RETURNED and case.due_on == dt.date(2026, 9, 20)  # ten working days
    world.fill(who, case, {"work": FORM["work"] | {"mentors": "7"}})
    case_resubmit(actor=who, case_id=case.pk, expected_version=case.row_version, confirmed=True)
    assert world.state_of(case) is State.SUBMITTED
    first, second = case.submissions.order_by("number")
    assert (first.answers["mentors"], second.answers["mentors"]) == (8, 7)

    # five are drawn of six, one steps back, the sixth follows
    world.accepted(gansu, case)
    panel = world.drawn(gansu, case, 5)
    seat = Seat.objects.filter(panel=panel).select_related("expert__account").order_by("order").first()
    assert seat is not None
    panel = seat_recuse(
        actor=actor(seat.expert.account),
        seat=seat,
        reason="曾任该单位顾问。",
        expected_version=panel.row_version,
    )
    assert Seat.objects.filter(panel=panel, state="seated").count() == 5
    day.move_to(dt.date(2026, 9, 24))
    world.scored(gansu, panel)
    assert world.state_of(case) is State.TO_ANNOUNCE and case.score == 80

    # announced on the Monday before National Day: the fifth working day is after the holiday
    day.move_to(dt.date(2026, 9, 28))
    notice = notice_draft(
        actor=gansu.officer,
        round=call,
        cases={case.pk: None},
        text=NoticeText("拟认定省级众创空间公示", "现予公示。", "甘肃省科技厅（虚构），0931-0000000"),
    )
    notice = notice_publish(actor=gansu.reviewer, notice=notice, expected_version=notice.row_version)
    assert notice.closes_on == dt.date(2026, 10, 9)
    public = words(Client().get(f"/notices/{notice.number}/"))
    assert space.name in public or case.applicant_name in public

    # somebody objects in time; the notice ends for others, this case waits for the answer
    item = notice.items.get()
    taken = objection_receive(
        actor=ANONYMOUS,
        notice=notice,
        said=Said(item.pk, Subject.FALSE, "在驻企业数与实际不符，请核实名单。", "请重新核实。"),
        signature=Signature(By.PERSON, name="虚构人员", telephone="13800138000", typed="虚构人员"),
    )
    assert taken.objection.state == "open"
    day.move_to(dt.date(2026, 10, 10))
    notice_end(actor=SYSTEM, notice_id=notice.pk)
    assert world.state_of(case) is State.ANNOUNCED
    case_clear(actor=gansu.officer, case_id=case.pk)
    objection = objection_take(
        actor=gansu.other_officer, objection=taken.objection, expected_version=taken.objection.row_version
    )
    objection_answer(
        actor=gansu.other_officer,
        objection=objection,
        upheld=False,
        answer="经核查，名单与合同一致，异议不成立。",
        expected_version=objection.row_version,
    )
    assert world.state_of(case) is State.TO_DECIDE
    told = words(Client().get(f"/notices/{notice.number}/"))
    assert "异议不成立" in told and "虚构人员" not in told

    # decided on minutes; the certificate is checked by its code, the space bears its recognition
    meeting = meeting_record(
        actor=gansu.officer,
        number="虚构纪要〔2026〕12号",
        kind="office",
        held_on=dt.date(2026, 10, 9),
        department=gansu.department.pk,
        summary="同意认定。",
    )
    case_approve(
        actor=gansu.reviewer,
        asked=Asked(case.pk, case.row_version, "符合认定条件。", meeting),
    )
    assert world.state_of(case) is State.APPROVED
    letter = Letter.objects.get(case=case)
    assert letter.kind == "certificate"
    assert "真实有效" in words(Client().get(f"/verify/{letter.code}/"))
    assert [row.case_ref for row in recognitions_of(space)] == [case.number]
    assert Aftercare.objects.filter(case=case).count() == 3  # assessed each year
    assert case.applicant_name in words(Client().get("/approved/"))

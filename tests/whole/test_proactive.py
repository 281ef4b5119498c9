"""免申即享, whole: a makerspace that never applied is found by its register, confirms what was filled in, and is put on the list.

On the demonstration's programme, which rests on a real sentence of Liaoning and says that it is for demonstration.
"""

from __future__ import annotations

import datetime as dt

from django.test import Client

from tests.whole import world
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseMove, Letter, ProactiveFinding
from zhongchuang.cases.services.accepting import case_accept
from zhongchuang.cases.services.clearing import case_clear
from zhongchuang.cases.services.deciding import Asked, case_approve
from zhongchuang.cases.services.offers import (
    case_confirm,
    case_decline,
    offer_now,
    offers_lapse,
    offers_remind,
)
from zhongchuang.cases.services.proactive import proactive_judge, proactive_send, run_judge, run_send
from zhongchuang.cases.services.programmes import programmes_load
from zhongchuang.core.clock import FrozenClock
from zhongchuang.parties.models import Account, Organisation, Space
from zhongchuang.parties.services.residency import NewTenant, tenant_open
from zhongchuang.parties.services.tenant_records import Occurrence
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.parties.tests.factory import SYSTEM, actor
from zhongchuang.policy.selectors import current_rulebook
from zhongchuang.policy.tests.factory import words
from zhongchuang.project.demonstration_proactive import CODE, FILES


def makerspace(where: world.Province, name: str, *, tenants: int) -> tuple[Account, Space]:
    """One that has left a telephone number, with so many teams in it."""
    account, space = world.space(where, name)
    Organisation.objects.filter(name=f"{name}管理有限公司").update(telephone="024-00000000")
    for number in range(tenants):
        tenant_open(
            actor=SYSTEM,
            space=space,
            who=NewTenant(uscc="", name=f"{name}团队{number}", values={}),
            first=Occurrence(EventKind.ADMITTED, dt.date(2026, 3, 2), {}),
        )
        space.refresh_from_db()
    return account, space


def test_from_the_register_to_the_list(day: FrozenClock) -> None:
    programmes_load(actor=SYSTEM, root=FILES)
    liaoning = world.province("210000", "210100", "210102", "辽宁省科技厅（虚构）", experts=0)
    gansu = world.province("620000", "620100", "620102", "甘肃省科技厅（虚构）", experts=0)
    account, space = makerspace(liaoning, "浑河众创空间（虚构）", tenants=2)
    waverer, _second = makerspace(liaoning, "太原街众创空间（虚构）", tenants=1)
    makerspace(liaoning, "铁西众创空间（虚构）", tenants=1)
    makerspace(liaoning, "空置众创空间（虚构）", tenants=0)
    makerspace(gansu, "金城众创空间（虚构）", tenants=3)  # elsewhere
    call = world.opened(liaoning, CODE, all_year=True)

    # the officer asks who would get it; everybody of the province is judged, in the rules' words
    run = proactive_judge(actor=liaoning.officer, round_id=call.pk)
    run_judge(actor=SYSTEM, key=run.key)
    run.refresh_from_db()
    found = {one.name: one for one in ProactiveFinding.objects.filter(run=run)}
    assert {name: one.outcome for name, one in found.items()} == {
        "浑河众创空间（虚构）": "met",
        "太原街众创空间（虚构）": "met",
        "铁西众创空间（虚构）": "met",
        "空置众创空间（虚构）": "not_met",
    }
    assert run.pack_version == current_rulebook().version
    assert not Case.objects.exists()

    # sent, and sent again: one each
    for _time in range(2):
        run.refresh_from_db()
        proactive_send(actor=liaoning.officer, run_key=run.key, expected_version=run.row_version)
        run_send(actor=SYSTEM, key=run.key)
    assert Case.objects.filter(state=State.OFFERED).count() == 3
    case = Case.objects.get(space=space.public_id)
    assert case.due_on == dt.date(2026, 9, 20)  # ten working days, the Sunday before a bridge day among them

    # its subject reads what is known, from where, on which words; a team more moves in before it answers
    who = actor(account)
    client = Client()
    client.force_login(account)
    page = f"/my/cases/{case.number}/offer/"
    told = words(client.get(page))
    assert "对全省众创空间的创新创业服务提供指导和帮助" in told and "来自入驻登记" in told
    tenant_open(
        actor=SYSTEM,
        space=Space.objects.get(pk=space.pk),
        who=NewTenant(uscc="", name="后来的团队", values={}),
        first=Occurrence(EventKind.ADMITTED, dt.date(2026, 9, 4), {}),
    )
    assert "登记的情况变了" in words(client.get(page))
    case_confirm(
        actor=who,
        case_id=case.pk,
        expected_version=case.row_version,
        seen=offer_now(case, current_rulebook()).found.digest,
    )
    assert world.state_of(case) is State.SUBMITTED and case.number.startswith("LN-2026-")
    assert case.answers["tenants"] == 3

    # from here on it is a case like any other
    case_accept(actor=liaoning.officer, case_id=case.pk, expected_version=case.row_version)
    assert world.state_of(case) is State.TO_DECIDE
    case_clear(actor=liaoning.officer, case_id=case.pk)
    case.refresh_from_db()
    case_approve(actor=liaoning.reviewer, asked=Asked(case.pk, case.row_version, "符合条件，列入名册。"))
    assert world.state_of(case) is State.APPROVED
    letter = Letter.objects.filter(case=case).order_by("pk")[0]
    assert letter.code in Client().get(f"/verify/{letter.code}/").content.decode().replace(" ", "")

    # one does not want it, one does not answer: reminded, then over, and nothing is held against it
    other = Case.objects.get(applicant_name="太原街众创空间（虚构）")
    case_decline(actor=actor(waverer), case_id=other.pk, expected_version=other.row_version)
    day.move_to(dt.date(2026, 9, 18))
    assert offers_remind(actor=SYSTEM) == 1
    day.move_to(dt.date(2026, 9, 21))
    assert offers_lapse(actor=SYSTEM) == 1
    silent = Case.objects.get(applicant_name="铁西众创空间（虚构）")
    assert world.state_of(silent) is State.UNANSWERED
    assert [move.move for move in CaseMove.objects.filter(case=silent)] == ["offer", "unanswered"]

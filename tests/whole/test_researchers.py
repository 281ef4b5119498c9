"""Researchers: three years of leave registered in Lanzhou; an income shared at 45 % refused, at 50 % passed; 65 % in Shenyang."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.whole import world
from tests.whole.world import Province
from zhongchuang.cases.errors import ChecksNotMet
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Aftercare, Case, Letter
from zhongchuang.cases.services.clearing import case_clear
from zhongchuang.cases.services.deciding import Asked, case_approve
from zhongchuang.cases.services.opening import Chosen
from zhongchuang.cases.services.recommending import employer_approve
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.clock import FrozenClock
from zhongchuang.parties.models import Organisation


def income(shares: tuple[int, ...], *, contract: str, **more: str) -> dict[str, dict[str, str]]:
    """A net income of 1,000,000 元 and what each gets of it."""
    rows: dict[str, str] = {}
    for number, amount in enumerate(shares):
        rows |= {
            f"shares-{number}-name": f"虚构人员{number}",
            f"shares-{number}-role": "author",
            f"shares-{number}-amount": str(amount),
        }
    return {
        "person": {"employer_kind": "institute", **more},
        "result": {
            "result": "一种虚构的装置",
            "way": "transfer",
            "contract_number": contract,
            "partner": "虚构受让公司",
            "signed_on": "2026-06-01",
        },
        "income": {"gross": "1200000", "cost": "200000", "net": "1000000"},
        "shares": rows,
    }


def started(where: Province, code: str, who: PersonActor, employer: Organisation) -> Case:
    call = world.opened(where, code, all_year=True)
    return world.started(who, call, Chosen(employer=employer.pk, place=where.city))


def registered(where: Province, manager: PersonActor, case: Case) -> Case:
    """The employer agrees, the department accepts, clears, registers."""
    assert world.state_of(case) is State.EMPLOYER
    employer_approve(actor=manager, case_id=case.pk, expected_version=case.row_version, opinion="同意。")
    world.accepted(where, case)
    case_clear(actor=where.officer, case_id=case.pk)
    case.refresh_from_db()
    case_approve(actor=where.reviewer, asked=Asked(case.pk, case.row_version, "符合规定，予以备案。"))
    case.refresh_from_db()
    return case


def test_a_leave_of_three_years(day: FrozenClock) -> None:
    gansu = world.province("620000", "620100", "620102", "甘肃省科技厅（虚构）")
    who, manager, institute = world.researcher(gansu, "虚构研究员", 1)
    case = started(gansu, "gansu/founder-leave", who, institute)
    form = {
        "person": {"employer_kind": "institute", "post": "研究岗"},
        "venture": {
            "in_space": "true",
            "space_name": "金城众创空间",
            "project": "虚构项目",
            "what": "做产品。",
        },
        "leave": {"began_on": "2026-10-12", "ends_on": "2029-10-12"},
        "rights": {"titles": "true", "promotion": "true", "insurance": "true"},
    }
    world.fill(who, case, form)
    world.paper(who, case, "agreement")
    with pytest.raises(ChecksNotMet, match="最长3年"):
        world.handed_in(who, case)  # a day too long
    world.fill(who, case, {"leave": {"began_on": "2026-10-12", "ends_on": "2029-10-11"}})
    world.handed_in(who, case)
    registered(gansu, manager, case)
    assert world.state_of(case) is State.APPROVED
    assert case.in_force_until == dt.date(2029, 10, 11)
    assert Aftercare.objects.filter(case=case).exists()  # told before it ends, and the return to the post


def test_an_income_shared_at_45_is_refused_and_at_50_registered(day: FrozenClock) -> None:
    gansu = world.province("620000", "620100", "620102", "甘肃省科技厅（虚构）")
    who, manager, institute = world.researcher(gansu, "虚构研究员", 2)
    case = started(gansu, "gansu/income-distribution", who, institute)
    world.fill(who, case, income((300_000, 150_000), contract="JS-1", in_trial_zone="true"))
    world.paper(who, case, "contract", "inside_notice")
    with pytest.raises(ChecksNotMet, match="50%"):
        world.handed_in(who, case)
    world.fill(who, case, income((300_000, 200_000), contract="JS-1", in_trial_zone="true"))
    world.handed_in(who, case)
    registered(gansu, manager, case)
    (annex,) = Letter.objects.get(case=case).content["annexes"]
    assert [row[-1] for row in annex["rows"]] == ["30.00%", "20.00%"]
    assert annex["sums"][-1] == "50.00%"


def test_in_shenyang_65_is_refused(day: FrozenClock) -> None:
    liaoning = world.province("210000", "210100", "210102", "辽宁省科技厅（虚构）")
    who, _manager, institute = world.researcher(liaoning, "虚构研究员", 3)
    case = started(liaoning, "liaoning/income-distribution", who, institute)
    more = {"in_space": "true", "space_name": "浑河众创空间"}
    world.fill(who, case, income((400_000, 250_000), contract="JS-2", **more))
    world.paper(who, case, "contract", "inside_notice")
    with pytest.raises(ChecksNotMet, match="70%"):
        world.handed_in(who, case)
    world.fill(who, case, income((400_000, 300_000), contract="JS-2", **more))
    assert world.state_of(world.handed_in(who, case)) is State.EMPLOYER

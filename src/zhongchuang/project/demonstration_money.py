"""Invented budgets of two invented departments, in Gansu and Liaoning; the money of the demonstration is nobody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.ledger.models import Budget
from zhongchuang.ledger.services.budgets import budget_allocate, budget_open
from zhongchuang.parties import services
from zhongchuang.parties.models import Organisation, OrganisationKind

Code = Callable[[int], str]
YUAN = 100


@dataclass(frozen=True, slots=True)
class DemoPart:
    """A programme's budget: its id as in the packs, what it is called, how many 万元."""

    programme: str
    name: str
    wan: int


@dataclass(frozen=True, slots=True)
class DemoDepartment:
    """An invented department (by the number of its invented code) with a year's budget in 万元."""

    number: int
    name: str
    place: str
    document: str
    wan: int
    parts: tuple[DemoPart, ...]


DEPARTMENTS = (
    DemoDepartment(
        901,
        "演示甘肃省科技主管部门（虚构）",
        "620000",
        "演示甘财教〔{year}〕1号（虚构）",
        3000,
        (
            DemoPart("gansu/leading-space-reward", "龙头企业众创空间考核优异奖励（演示）", 1200),
            DemoPart("gansu/contest-winners", "大赛优胜项目支持（演示）", 800),
        ),
    ),
    DemoDepartment(
        902,
        "演示辽宁省科技主管部门（虚构）",
        "210000",
        "演示辽财教〔{year}〕1号（虚构）",
        5000,
        (
            DemoPart("liaoning/running-cost-subsidy", "众创空间运营补助（演示）", 2500),
            DemoPart("liaoning/science-projects", "科技计划项目（演示）", 1500),
        ),
    ),
)


def load_money(*, actor: Actor, code: Code) -> int:
    """Make what is missing of the departments and their budgets of this year; returns how many budgets were made."""
    today = clock.today()
    made = 0
    for demo in DEPARTMENTS:
        with transaction.atomic():
            department = Organisation.objects.filter(uscc=code(demo.number)).first()
            if department is None:
                department = services.organisation_register(
                    actor=actor,
                    uscc=code(demo.number),
                    name=demo.name,
                    kind=OrganisationKind.DEPARTMENT,
                    place=demo.place,
                    synthetic=True,
                )
            if Budget.objects.filter(department=department, year=today.year).exists():
                continue
            document = demo.document.format(year=today.year)
            year = budget_open(
                actor=actor,
                department=department.pk,
                year=today.year,
                name="众创空间专项资金（演示）",
                amount=demo.wan * 10_000 * YUAN,
                basis=document,
                on=today,
            )
            for part in demo.parts:
                year.refresh_from_db()
                budget_allocate(
                    actor=actor,
                    budget=year,
                    programme=part.programme,
                    name=part.name,
                    amount=part.wan * 10_000 * YUAN,
                    basis=document,
                    on=today,
                    expected_version=year.row_version,
                )
            made += 1 + len(demo.parts)
    return made

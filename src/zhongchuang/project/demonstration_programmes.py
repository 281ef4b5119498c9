"""Calls of the demonstration: the two programmes everything is shown with, and those that take applications all year.

The programmes are the real ones of the packs; the departments that call, and their budgets, are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhongchuang.cases.models import Programme, Round
from zhongchuang.cases.selectors.rounds import budgets_for
from zhongchuang.cases.services.rounds import Call, round_open
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.parties.models import Organisation

GANSU, LIAONING = 901, 902
"""The invented departments, by the number of their invented code (`demonstration_money`)."""


@dataclass(frozen=True, slots=True)
class DemoCall:
    """A call of a programme by an invented department; without an end where it is taken all year."""

    programme: str
    department: int
    all_year: bool = False


CALLS = (
    DemoCall("gansu/space-recognition", GANSU),
    DemoCall("gansu/leading-space-reward", GANSU),
    DemoCall("liaoning/running-cost-subsidy", LIAONING),
    *(
        DemoCall(f"{place}/{name}", department, all_year=True)
        for place, department in (("gansu", GANSU), ("liaoning", LIAONING))
        for name in ("founder-leave", "income-distribution")
    ),
    DemoCall("gansu/startup-loan-person", GANSU, all_year=True),
    DemoCall("gansu/startup-loan-firm", GANSU, all_year=True),
)


def load_calls(*, actor: Actor, code: Callable[[int], str]) -> int:
    """Open what is missing of this year's calls; returns how many were opened."""
    today = clock.today()
    departments = {
        number: Organisation.objects.filter(uscc=code(number)).first() for number in (GANSU, LIAONING)
    }
    made = 0
    for demo in CALLS:
        programme = Programme.objects.filter(code=demo.programme).first()
        department = departments[demo.department]
        if programme is None or department is None:  # the packs of a test may have neither
            continue
        if Round.objects.filter(programme=programme, year=today.year).exists():
            continue
        paid = [b for b in budgets_for(actor, demo.programme, [department.pk]) if b.year == today.year]
        own = [b.pk for b in paid if b.available > 0 and b.programme]
        round_open(
            actor=actor,
            programme_id=programme.pk,
            call=Call(
                name=f"{today.year}年受理（演示）" if demo.all_year else f"{today.year}年第一批（演示）",
                year=today.year,
                opens_on=today,
                closes_on=None if demo.all_year else today.replace(month=12, day=31),
                department=department.pk,
                budget=own[0] if own else None,  # only what pays has a budget of its own
            ),
        )
        made += 1
    return made

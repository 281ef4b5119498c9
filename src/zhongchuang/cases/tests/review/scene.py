"""A review as the tests need it: a round with cases under review, a pool of experts, an officer; all invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Expert, Panel, Round, Sheet
from zhongchuang.cases.services.experts import expert_admit
from zhongchuang.cases.services.panels import panel_arrange, panel_draw
from zhongchuang.cases.services.sheets import sheet_save
from zhongchuang.cases.tests.factory import at_post, case_at, open_round, organisation
from zhongchuang.core.actors import Actor
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account

TODAY = dt.date(2026, 11, 23)
"""A Monday."""
_numbers = count(1)


def officer() -> Actor:
    """An officer of the department."""
    return actor(at_post(Role.OFFICER, bound=True))


def reviewer() -> Actor:
    """The department's second person."""
    return actor(at_post(Role.REVIEWER, bound=True))


def expert(of: Organisation | None = None, fields: Sequence[str] = ("电子信息",)) -> Expert:
    """Somebody in the pool."""
    account = make_account(Role.EXPERT, name=f"虚构专家{next(_numbers)}")
    return expert_admit(
        actor=SYSTEM,
        email=account.email,
        organisation=of.uscc if of else "",
        title="研究员",
        fields=fields,
    )


def as_actor(who: Expert) -> Actor:
    """The expert as they act."""
    return actor(who.account)


def cases(number: int = 2, round: Round | None = None) -> list[Case]:
    """Cases under review, of one organisation."""
    call = round or open_round()
    return [
        case_at(State.REVIEWING, round=call, title=f"虚构项目{n}", organisation=organisation(1))
        for n in range(number)
    ]


def arranged(held: Sequence[Case], by: Actor, seats: int = 3) -> Panel:
    """A panel whose seed and list are fixed."""
    return panel_arrange(actor=by, round=held[0].round, cases=[case.pk for case in held], seats=seats)


def drawn(held: Sequence[Case], by: Actor, seats: int = 3) -> Panel:
    """A panel that was drawn."""
    panel = arranged(held, by, seats)
    return panel_draw(actor=by, panel=panel, expected_version=panel.row_version)


def scored(sheet: Sheet, worth: int, plan: int, *, hand_in: bool = True) -> Sheet:
    """A sheet as its expert fills it in."""
    return sheet_save(
        actor=as_actor(sheet.seat.expert),
        sheet=sheet,
        scores={"worth": worth, "plan": plan},
        comment="有价值。",
        hand_in=hand_in,
        expected_version=sheet.row_version,
    )


def sheets(panel: Panel, case: Case | None = None) -> list[Sheet]:
    """The sheets of those who sit, in the order drawn."""
    rows = Sheet.objects.filter(seat__panel=panel, seat__state="seated").select_related(
        "seat__expert__account"
    )
    return list((rows.filter(case=case) if case else rows).order_by("case_id", "seat__order"))

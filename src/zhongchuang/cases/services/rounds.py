"""Rounds: a programme is opened for applications, and a call is ended before its day.

A round keeps the version of the programme it was opened with; what is published later is for the next one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from zhongchuang.cases.access import CaseAction, may_case, reach_of
from zhongchuang.cases.flow.chain import level_of
from zhongchuang.cases.models import Programme, ProgrammeState, Round
from zhongchuang.cases.programmes.checking import Ground, opening_problems
from zhongchuang.cases.programmes.errors import ProgrammeNotReady, RoundClosed, RoundNotPossible
from zhongchuang.cases.programmes.problems import Problem
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.selectors.rounds import budgets_for, default_deadlines
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.cases.services.vouchers import scheme_checked
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, Wording
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.parties.selectors import places
from zhongchuang.parties.selectors.posts import departments_of
from zhongchuang.policy.selectors import current_rulebook

LONGEST_NAME = 120
LONGEST_REASON = 200
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Call:
    """What a call says: when, whose, out of which budget, how many."""

    name: str
    year: int
    opens_on: dt.date
    department: int
    closes_on: dt.date | None = None
    budget: int | None = None
    quota: int | None = None
    place_quotas: Mapping[str, int] = field(default_factory=dict)
    place_deadlines: Mapping[str, dt.date] = field(default_factory=dict)


def round_open(*, actor: Actor, programme_id: int, call: Call, key: str | None = None) -> Round:
    """Open a call of a programme in force. Deadlines of levels that are not given are reckoned from its last day.

    Raises NotAllowed, NotFound; ProgrammeNotReady where it is a template or its basis has ended; RoundNotPossible.
    """
    if not may_case(actor, CaseAction.ARRANGE):
        raise NotAllowed()
    reach = reach_of(actor)

    def run() -> Round:
        programme = lock_row(Programme.objects.all(), programme_id)
        said = ready_content(programme)
        scheme_checked(said)
        mine = dict(departments_of(reach.departments, everything=reach.everything))
        _check(actor, programme, said, call, mine)
        deadlines = default_deadlines(said, call.closes_on) | dict(call.place_deadlines)
        made = _made(
            Round(
                programme=programme,
                version=programme.current,
                name=call.name.strip(),
                year=call.year,
                opens_on=call.opens_on,
                closes_on=call.closes_on,
                department_id=call.department,
                budget_id=call.budget,
                quota=call.quota,
                place_quotas=dict(call.place_quotas),
                place_deadlines={level: day.isoformat() for level, day in deadlines.items()},
                opened_by=signed(actor),
                opened_at=clock.now(),
            )
        )
        audit_write(
            actor=actor,
            verb="cases.round_open",
            target=made,
            after={
                "programme": programme.code,
                "name": made.name,
                "opens_on": made.opens_on,
                "closes_on": made.closes_on,
                "department": call.department,
                "budget": call.budget,
                "quota": call.quota,
            },
        )
        return made

    request = {
        "programme": programme_id,
        "name": call.name,
        "year": call.year,
        "opens_on": call.opens_on,
        "closes_on": call.closes_on,
        "department": call.department,
        "budget": call.budget,
        "quota": call.quota,
        "place_quotas": dict(call.place_quotas),
        "place_deadlines": {level: day.isoformat() for level, day in call.place_deadlines.items()},
    }
    return once(actor, key, "cases.round_open", request, run, Round)


def round_close(
    *, actor: Actor, round_id: int, expected_version: int, reason: str, key: str | None = None
) -> Round:
    """End a call before its day: nobody applies any more, what was handed in goes on.

    Raises NotAllowed, NotFound, StaleVersion, RoundClosed, InvalidInput for a reason that is missing.
    """
    if not may_case(actor, CaseAction.ARRANGE):
        raise NotAllowed()
    why = reason.strip()
    if not why or len(why) > LONGEST_REASON:
        wording = Wording(f"请写明理由，不超过{LONGEST_REASON}字", f"Say why, in {LONGEST_REASON} characters")
        raise InvalidInput("理由不合要求。", "The reason will not do.", fields={"reason": wording})
    reach = reach_of(actor)

    def run() -> Round:
        rows = Round.objects.all()
        if not reach.everything:
            rows = rows.filter(department_id__in=reach.departments)
        with transaction.atomic():
            held: Round = lock_row(rows, round_id, expected_version=expected_version)
            if held.closed_at is not None or (held.closes_on and held.closes_on < clock.today()):
                raise RoundClosed()
            held.closed_at, held.close_reason = clock.now(), why
            save_versioned(held, expected_version=held.row_version, fields=("closed_at", "close_reason"))
            audit_write(actor=actor, verb="cases.round_close", target=held, after={"reason": why})
        return held

    request = {"round": round_id, "version": expected_version, "reason": why}
    return once(actor, key, "cases.round_close", request, run, Round)


def ready_content(programme: Programme) -> Content:
    """What a programme in force says. Raises ProgrammeNotReady where nobody may apply for it now, and says why."""
    if programme.current_id is None or programme.state == ProgrammeState.ENDED:
        ended = Problem((), "这个项目已经停止。", "This programme has ended.")
        raise ProgrammeNotReady([ended])
    said = version_content(programme.current_id)
    ground = Ground(current_rulebook(), programme.place_id, clock.today())
    problems = opening_problems(said, ground)
    if problems:
        raise ProgrammeNotReady(problems)
    return said


def _made(row: Round) -> Round:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        taken = Wording(
            "这个项目已有同名的批次，请换一个名称", "The programme has a call of that name; choose another"
        )
        raise RoundNotPossible({"name": taken}) from None
    return row


def _check(
    actor: Actor, programme: Programme, said: Content, call: Call, departments: Mapping[int, str]
) -> None:
    wrong: dict[str, Wording] = {}
    if not call.name.strip() or len(call.name.strip()) > LONGEST_NAME:
        wrong["name"] = Wording(
            f"请写名称，不超过{LONGEST_NAME}字", f"Give a name of up to {LONGEST_NAME} characters"
        )
    if call.department not in departments:
        wrong["department"] = Wording("请从您所在的部门中选择", "Choose one of your departments")
    if not clock.today().year - 1 <= call.year <= clock.today().year + 1:
        wrong["year"] = Wording("年度只能是去年、今年或明年", "The year is last year, this year or next year")
    wrong |= _window_problems(said, call)
    wrong |= _money_problems(actor, programme, said, call)
    wrong |= _chain_problems(programme, said, call)
    if wrong:
        raise RoundNotPossible(wrong)


def _window_problems(said: Content, call: Call) -> dict[str, Wording]:
    if call.closes_on is None:
        if said.windows == "rounds":
            return {
                "closes_on": Wording("分批申报的项目要写截止日期", "A programme with calls needs a last day")
            }
        return {}
    if call.closes_on < call.opens_on:
        return {"closes_on": Wording("截止日期早于开始日期", "The last day is before the first")}
    if call.closes_on < clock.today():
        return {"closes_on": Wording("截止日期已经过去", "The last day is in the past")}
    return {}


def _money_problems(actor: Actor, programme: Programme, said: Content, call: Call) -> dict[str, Wording]:
    """Where money is paid the call draws on a budget of its department and year that has something left."""
    if said.money is None:
        needless = Wording("这个项目不支付资金，不选预算", "This programme pays nothing; choose no budget")
        return {} if call.budget is None else {"budget": needless}
    if call.budget is None:
        return {
            "budget": Wording(
                "请选预算；没有的，先请财政下达", "Choose a budget; finance has to grant one first"
            )
        }
    budgets = budgets_for(actor, programme.code, [call.department])
    found = next((one for one in budgets if one.pk == call.budget and one.year == call.year), None)
    if found is None:
        return {
            "budget": Wording(
                "请选本部门当年、用于这个项目的预算",
                "Choose a budget of your department for the year and programme",
            )
        }
    if found.available <= 0:
        return {"budget": Wording("这笔预算没有余额了", "Nothing is left of this budget")}
    return {}


def _chain_problems(programme: Programme, said: Content, call: Call) -> dict[str, Wording]:
    wrong: dict[str, Wording] = {}
    levels = {level.level for level in said.chain}
    if call.quota is not None and not 1 <= call.quota <= MOST:
        wrong["quota"] = Wording("名额至少 1 个", "At least one")
    if call.place_quotas:
        known = set(places().filter(pk__in=list(call.place_quotas)).values_list("pk", flat=True))
        inside = programme.place_id[:2] if programme.place_id != "000000" else ""
        for place, quota in call.place_quotas.items():
            fits = place in known and level_of(place) in levels and place.startswith(inside)
            if not fits or not 0 <= quota <= MOST:
                wrong["place_quotas"] = Wording(
                    f"“{place}”不是推荐这个项目的地区，或名额不对",
                    f"“{place}” does not recommend for this programme, or the number is wrong",
                )
    previous = call.closes_on
    for level in said.chain:
        day = call.place_deadlines.get(level.level)
        if day is not None and previous is not None and day < previous:
            wrong[f"{level.level}_deadline"] = Wording("期限早于前一级", "It is before the level below")
        previous = day or previous
    if set(call.place_deadlines) - levels:
        wrong["place_deadlines"] = Wording("没有这一级推荐", "There is no such level")
    return wrong

"""Invented cases in every state, spread over rounds, places and officers as a province's would be."""

from __future__ import annotations

import datetime as dt
import random

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Round
from zhongchuang.cases.tests.factory import (
    applicant,
    at_post,
    content,
    make_programme,
    open_round,
    organisation,
)
from zhongchuang.core import clock
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Place
from zhongchuang.parties.services import place_register
from zhongchuang.parties.tests.factory import SYSTEM

SEED = 20161121
PROGRAMMES, ROUNDS_EACH, CITIES = 8, 5, 14
A_CHUNK = 5_000
SPREAD = {
    State.SUBMITTED: 3,
    State.RECOMMENDING: 4,
    State.REVIEWING: 3,
    State.RETURNED: 3,
    State.TO_ANNOUNCE: 1,
    State.ANNOUNCED: 1,
    State.TO_DECIDE: 2,
    State.TO_COSIGN: 1,
    State.APPROVED: 20,
    State.ENDED: 40,
    State.REFUSED: 10,
    State.NOT_ACCEPTED: 8,
    State.WITHDRAWN: 4,
}
"""In hundredths: most of what a department has is over."""


def build(cases: int, officers: int) -> tuple[Account, dict[str, str]]:
    """The cases; an officer with some hundred of the open ones, and keys that the queries name."""
    drawn = random.Random(SEED)
    people = [at_post(Role.OFFICER, bound=True) for _ in range(officers)]
    owner, unit = applicant(), organisation(1)
    places = [_city(number) for number in range(CITIES)]
    rounds = [
        open_round(make_programme(content(id=f"bench-{p}")), name=f"第{n}批", year=2021 + n)
        for p in range(PROGRAMMES)
        for n in range(ROUNDS_EACH)
    ]
    states, weights = list(SPREAD), list(SPREAD.values())
    for begins in range(0, cases, A_CHUNK):
        Case.objects.bulk_create(
            _case(number, drawn, drawn.choices(states, weights)[0], rounds, places, people, owner, unit.pk)
            for number in range(begins, min(begins + A_CHUNK, cases))
        )
    middle = Case.objects.order_by("-changed_at", "-pk")[cases // 2]
    return people[0], {
        "middle": f"{middle.changed_at.isoformat()}~{middle.pk}",
        "round": str(rounds[3].pk),
        "programme": str(rounds[3].programme_id),
        "place": places[2].pk,
        "number": f"BENCH-{cases // 2:07d}",
    }


def queries(officer: Account, keys: dict[str, str]) -> list[dict[str, str]]:
    """The ways an officer narrows the list."""
    return [
        {},
        {"order": "term"},
        {"order": "newest"},
        {"state": "submitted"},
        {"state": "submitted", "order": "term"},
        {"programme": keys["programme"], "round": keys["round"]},
        {"place": keys["place"]},
        {"officer": str(officer.pk)},
        {"officer": "none", "late": "1"},
        {"q": keys["number"]},
        {"q": "没有这样的申请人"},
        {"after": keys["middle"]},
        {"before": keys["middle"]},
    ]


def _city(number: int) -> Place:
    code = f"99{number + 2:02d}00"
    return place_register(
        actor=SYSTEM, code=code, name=f"虚构市{number}", name_en=f"City {number}", parent="990000"
    )


def _case(
    number: int,
    drawn: random.Random,
    state: State,
    rounds: list[Round],
    places: list[Place],
    people: list[Account],
    owner: Account,
    unit: int,
) -> Case:
    call, now = drawn.choice(rounds), clock.now()
    waits = state in (State.SUBMITTED, State.RECOMMENDING, State.REVIEWING, State.RETURNED, State.TO_DECIDE)
    return Case(
        number=f"BENCH-{number:07d}",
        programme_id=call.programme_id,
        version_id=call.version_id,
        round=call,
        title=f"虚构项目{drawn.randrange(1000)}",
        account=owner,
        organisation_id=unit,
        applicant_name=f"虚构单位{drawn.randrange(5000)}",
        place=drawn.choice(places),
        state=state.value,
        answers={"project": "虚构项目", "total": 5_000_000},
        officer=None if drawn.random() < 0.2 else drawn.choice(people),
        due_on=clock.today() + dt.timedelta(days=drawn.randrange(-20, 40)) if waits else None,
        asked=drawn.randrange(10**6, 10**9),
        created_at=now,
        changed_at=now - dt.timedelta(minutes=drawn.randrange(2_000_000)),
        submitted_at=now,
    )

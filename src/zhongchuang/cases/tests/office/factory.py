"""Who works on cases in the tests of the desk."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Recommendation, Round
from zhongchuang.cases.tests.factory import (
    CITY,
    COUNTY,
    at_post,
    case_at,
    department,
    make_places,
    open_round,
)
from zhongchuang.core.actors import PersonActor
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import actor


@dataclass(frozen=True)
class Desk:
    """A department with two officers, a second person, finance; a county and a city that recommend."""

    officer: Account
    colleague: Account
    reviewer: Account
    finance: Account
    county: Account
    city: Account
    round: Round

    def acts(self, who: Account) -> PersonActor:
        """The account as it acts."""
        return actor(who)


def a_desk() -> Desk:
    """Everybody at their post."""
    make_places()
    department()
    return Desk(
        officer=at_post(Role.OFFICER, bound=True),
        colleague=at_post(Role.OFFICER, bound=True),
        reviewer=at_post(Role.REVIEWER, bound=True),
        finance=at_post(Role.FINANCE, bound=True),
        county=at_post(Role.RECOMMENDER, place=COUNTY),
        city=at_post(Role.RECOMMENDER, place=CITY),
        round=open_round(),
    )


def before_county(desk: Desk, round_: Round | None = None) -> Case:
    """A case that waits for the county's opinion."""
    case = case_at(State.RECOMMENDING, round=round_ or desk.round)
    Recommendation.objects.create(
        case=case, round=case.round, place_id=COUNTY, level="county", order=0, recommended=None
    )
    return case

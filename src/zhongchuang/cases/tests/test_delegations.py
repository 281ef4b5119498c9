"""Who holds a delegation of an applicant acts on its cases: in its things, in its days, until it is ended."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.access import is_applicant, may_edit, may_move, reach_of, visible_cases
from zhongchuang.cases.flow import MOVES, MoveName, State
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors.applying import listed_cases, own_case
from zhongchuang.cases.selectors.deciding import owes
from zhongchuang.cases.services.applying import case_withdraw
from zhongchuang.cases.services.telling import applicants_of
from zhongchuang.cases.tests.factory import applicant, at_post, case_at, organisation
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.parties.access import DelegationScope, Role
from zhongchuang.parties.models import Account, Delegation, Standing
from zhongchuang.parties.tests.factory import actor, make_account
from zhongchuang.parties.tests.test_delegations import TODAY, accept, end, frozen, offer

pytestmark = pytest.mark.django_db
__all__ = ["frozen"]
APPLY, REPORT, RECEIVE = DelegationScope.APPLY, DelegationScope.REPORT, DelegationScope.RECEIVE
DAY = dt.timedelta(days=1)


def delegated(
    *scopes: DelegationScope, since: dt.date = TODAY, until: dt.date = TODAY + 30 * DAY
) -> tuple[Account, Delegation]:
    """Somebody to whom the manager of organisation 1 delegated these things, and accepted."""
    holder = make_account(Role.ENTREPRENEUR)
    given = offer(
        applicant(organisation(1)), holder, organisation(1), since=since, until=until, scopes=scopes
    )
    return holder, accept(holder, given)


def reaches(who: Account, case: Case) -> dict[str, bool]:
    """What somebody may do with a case."""
    by = actor(who)
    seen = visible_cases(by, Case.objects.all()).filter(pk=case.pk).exists()
    assert seen == listed_cases(by).filter(pk=case.pk).exists()
    try:
        own_case(by, case.number)
    except NotFound:
        assert not seen, "the list and the page say the same"
    else:
        assert seen
    return {
        "see": seen,
        "apply": may_edit(by, case) or may_move(by, case, MOVES[MoveName.WITHDRAW]),
        "report": owes(case, by),
    }


NOTHING = {"see": False, "apply": False, "report": False}


@pytest.mark.parametrize(
    ("scope", "state", "may"),
    [
        (APPLY, State.DRAFT, {"see": True, "apply": True, "report": False}),
        (APPLY, State.SUBMITTED, {"see": True, "apply": True, "report": False}),
        (REPORT, State.DRAFT, {"see": False, "apply": False, "report": True}),
        (REPORT, State.APPROVED, {"see": True, "apply": False, "report": True}),
        (RECEIVE, State.DRAFT, NOTHING),
        (RECEIVE, State.APPROVED, {"see": True, "apply": False, "report": False}),
    ],
)
def test_a_delegation_reaches_as_far_as_its_things(
    scope: DelegationScope, state: State, may: dict[str, bool]
) -> None:
    holder, _given = delegated(scope)
    assert reaches(holder, case_at(state)) == may
    other = case_at(state, of=applicant(organisation(2)), organisation=organisation(2))
    assert reaches(holder, other) == NOTHING, "another organisation's case"


def test_it_ends_with_its_days_its_end_and_its_giver() -> None:
    case = case_at(State.SUBMITTED)
    early, _given = delegated(APPLY, since=TODAY + DAY)
    assert reaches(early, case) == NOTHING, "not begun"
    holder, given = delegated(APPLY, until=TODAY)
    assert reaches(holder, case)["apply"], "the last day counts"
    end(holder, given)
    assert reaches(holder, case) == NOTHING, "ended"
    holder, given = delegated(APPLY)
    assert reaches(holder, case)["apply"]
    given.giver.memberships.update(until=TODAY)
    assert reaches(holder, case) == NOTHING, "its giver manages the organisation no more"


def test_whoever_opened_a_case_for_an_organisation_leaves_it_with_the_delegation() -> None:
    holder, given = delegated(APPLY)
    case = case_at(State.SUBMITTED, of=holder)
    assert reaches(holder, case)["apply"] and str(holder.pk) in applicants_of(case)
    end(holder, given)
    assert reaches(holder, case) == NOTHING and str(holder.pk) not in applicants_of(case)
    with pytest.raises(NotFound):
        case_withdraw(actor=actor(holder), case_id=case.pk, expected_version=case.row_version)


def test_a_person_delegates_what_is_their_own_and_not_their_organisations() -> None:
    giver = applicant(organisation(1), Standing.MEMBER)
    holder = make_account(Role.ENTREPRENEUR)
    accept(holder, offer(giver, holder, scopes=(APPLY,)))
    own = case_at(State.SUBMITTED, of=giver)
    Case.objects.filter(pk=own.pk).update(organisation=None, person="1")
    own.refresh_from_db()
    assert reaches(holder, own)["apply"]
    assert reaches(holder, case_at(State.SUBMITTED, of=giver)) == NOTHING


def test_who_only_reports_does_not_withdraw() -> None:
    holder, _given = delegated(REPORT)
    case = case_at(State.SUBMITTED)
    with pytest.raises(NotAllowed):
        case_withdraw(actor=actor(holder), case_id=case.pk, expected_version=case.row_version)


def test_an_officer_with_a_delegation_of_the_applicant_is_not_impartial() -> None:
    officer = at_post(Role.OFFICER, bound=True)
    case = case_at(State.SUBMITTED)
    assert may_move(actor(officer), case, MOVES[MoveName.ACCEPT])
    given = accept(officer, offer(applicant(organisation(1)), officer, organisation(1), scopes=(RECEIVE,)))
    assert is_applicant(case, reach_of(actor(officer)))
    assert not may_move(actor(officer), case, MOVES[MoveName.ACCEPT])
    end(officer, given)
    assert may_move(actor(officer), case, MOVES[MoveName.ACCEPT])

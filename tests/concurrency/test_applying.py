"""Many hand in at the same moment: none is lost, numbers have no gap, one key is claimed once, one applicant applies once.

Each race has a control, the same act without its guard, which shows that the race is real and the test can fail.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

import pytest
from django.db import connection, transaction

from zhongchuang.cases.errors import AppliedAlready
from zhongchuang.cases.models import Case, FreeNumber, Round, Submission
from zhongchuang.cases.programmes.claims import Holder
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.applying import handed_in_by_same
from zhongchuang.cases.services import applying
from zhongchuang.cases.services.applying import case_submit, case_withdraw
from zhongchuang.cases.services.numbering import AHEAD, number_take
from zhongchuang.cases.services.reopening import case_reopen
from zhongchuang.cases.tests.apply.given import draft, draft_with_invoice, verified, whose
from zhongchuang.cases.tests.factory import PROVINCE, applicant, at_post, make_places, open_round
from zhongchuang.clearance.decisions import KeyClaim
from zhongchuang.clearance.errors import AlreadyClaimed
from zhongchuang.clearance.models import Claim
from zhongchuang.core.json_values import Json
from zhongchuang.core.tests.factory import race
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import actor

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 4
CALLED = ((1, "invoice"), (2, "fapiao_no"), (3, "ticket"))
"""Organisations, and how the programme each applies in calls the number of an invoice."""


def together(acts: Sequence[Callable[[], object]]) -> Sequence[object]:
    """Everybody ready, then everybody acts."""
    ready = threading.Barrier(len(acts))

    def task(act: Callable[[], object]) -> Callable[[], object]:
        def run() -> object:
            ready.wait(20)
            return act()

        return run

    return race([task(act) for act in acts])


def submitting(case: Case) -> Callable[[], object]:
    who, version = whose(case), case.row_version
    return lambda: case_submit(actor=who, case_id=case.pk, expected_version=version, confirmed=True).number


def call() -> Round:
    return open_round(closes_on=None)


def test_numbers_taken_at_once_follow_each_other_without_a_gap() -> None:
    shared = call()
    cases = [
        draft(round=shared, organisation=verified(n), answers={"project": f"项目{n}"}) for n in (1, 2, 3)
    ]
    numbers = together([submitting(case) for case in cases])
    year = FreeNumber.objects.values_list("year", flat=True)[0]
    assert sorted(map(str, numbers)) == [f"P99-{year}-{n:06d}" for n in (1, 2, 3)]
    assert Submission.objects.count() == 3


def test_control_counting_and_writing_apart_gives_a_number_twice() -> None:
    make_places()
    number_take(PROVINCE)
    looked = threading.Barrier(RACERS)

    def look_and_write() -> object:
        lowest = FreeNumber.objects.order_by("number")[0]
        looked.wait(20)
        FreeNumber.objects.filter(pk=lowest.pk).delete()
        return lowest.number

    assert len(set(race([look_and_write] * RACERS))) < RACERS


def test_whoever_takes_a_number_waits_for_nobody_who_has_one_in_hand() -> None:
    """Where the database locks rows. Where it has one writer the second waits for the first to end."""
    make_places()
    number_take(PROVINCE)
    taken, done = threading.Event(), threading.Event()
    ended: list[str] = []

    def slow() -> object:
        with transaction.atomic():
            number = number_take(PROVINCE)
            taken.set()
            done.wait(2)
        ended.append("slow")
        return number

    def quick() -> object:
        taken.wait(20)
        number = number_take(PROVINCE)
        ended.append("quick")
        done.set()
        return number

    assert len(set(race([slow, quick]))) == 2
    locks_rows = connection.features.has_select_for_update_skip_locked
    assert ended == (["quick", "slow"] if locks_rows else ["slow", "quick"])


def test_the_number_of_what_failed_goes_to_the_next() -> None:
    make_places()
    number_take(PROVINCE)

    def fails() -> object:
        with transaction.atomic():
            raise RuntimeError(number_take(PROVINCE))

    with pytest.raises(RuntimeError) as failed:
        fails()
    assert number_take(PROVINCE) == str(failed.value)


def test_more_are_laid_out_when_all_are_taken() -> None:
    make_places()
    numbers = [int(number_take(PROVINCE)[-6:]) for _ in range(AHEAD + 1)]
    assert numbers == [*range(1, AHEAD + 2)]


def test_one_applicant_hands_in_once_in_a_round() -> None:
    shared, owner = call(), verified()
    cases = [
        draft(of=applicant(owner), round=shared, organisation=owner, answers={"project": f"项目{n}"})
        for n in range(RACERS)
    ]
    outcomes = together([submitting(case) for case in cases])
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [AppliedAlready] * (RACERS - 1), outcomes
    assert FreeNumber.objects.count() == AHEAD - 1, "who was refused took no number"


def test_one_taken_up_again_and_one_handed_in_are_not_both_the_first() -> None:
    shared, owner = call(), verified()
    closed, other = (
        draft(of=applicant(owner), round=shared, organisation=owner, answers={"project": f"项目{n}"})
        for n in range(2)
    )
    submitting(closed)()
    closed.refresh_from_db()
    case_withdraw(actor=whose(closed), case_id=closed.pk, expected_version=closed.row_version, reason="暂缓")
    closed.refresh_from_db()
    who, version = actor(at_post(Role.REVIEWER, bound=True)), closed.row_version

    def again() -> object:
        return case_reopen(actor=who, case_id=closed.pk, expected_version=version, reason="申请人请求").number

    outcomes = together([again, submitting(other)])
    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [AppliedAlready], outcomes


def test_control_looking_first_lets_all_of_them_through() -> None:
    shared, owner = call(), verified()
    cases = [draft(of=applicant(owner), round=shared, organisation=owner) for _ in range(RACERS)]
    looked = threading.Barrier(RACERS)

    def look(case: Case) -> Callable[[], object]:
        def run() -> object:
            free = not handed_in_by_same(case)
            looked.wait(20)
            return free

        return run

    assert race([look(case) for case in cases]) == [True] * RACERS


def test_one_invoice_handed_in_under_different_names_is_claimed_by_one_case() -> None:
    cases = [draft_with_invoice(field, "24912000000012345678", of=at) for at, field in CALLED]
    outcomes = together([submitting(case) for case in cases])
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [AlreadyClaimed] * (len(CALLED) - 1), outcomes
    assert Claim.objects.filter(released_at=None).count() == 1


def test_control_keys_that_hold_the_name_of_their_field_let_all_of_them_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cases = [draft_with_invoice(field, "24912000000012345678", of=at) for at, field in CALLED]

    def named(said: Programme, answers: Mapping[str, Json], holder: Holder) -> tuple[KeyClaim, ...]:
        (field,) = said.claims[0].keys
        return (KeyClaim("invoice", ((field, str(answers[field])),), ""),)

    monkeypatch.setattr(applying, "claims_of", named)
    outcomes = together([submitting(case) for case in cases])
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    assert Claim.objects.filter(released_at=None).count() == len(CALLED)


def test_one_key_is_claimed_by_one_case() -> None:
    owner = verified()
    cases = [draft(of=applicant(owner), round=call(), organisation=owner) for _ in range(RACERS)]
    outcomes = together([submitting(case) for case in cases])
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [AlreadyClaimed] * (RACERS - 1), outcomes
    assert Claim.objects.filter(released_at=None).count() == 1
    assert FreeNumber.objects.count() == AHEAD - 1

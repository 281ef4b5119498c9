"""A hand-in refused because something is used already: kept for the officers of both cases, and nothing of the other for the
applicant, be they an officer elsewhere or not.
"""

from __future__ import annotations

import pytest

from zhongchuang.cases.access import reach_of
from zhongchuang.cases.models import Case, ClaimAttempt
from zhongchuang.cases.selectors.attempts import attempts_about, attempts_to_see
from zhongchuang.cases.services.applying import case_submit
from zhongchuang.cases.tests.apply.given import WITHIN, draft_with_invoice, whose
from zhongchuang.cases.tests.factory import applicant, at_post, organisation
from zhongchuang.clearance.errors import AlreadyClaimed
from zhongchuang.clearance.models import Claim
from zhongchuang.core.clock import use_date
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Standing
from zhongchuang.parties.tests.factory import SYSTEM, actor, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "24912000000012345678"


def hand_in(case: Case) -> Case:
    with use_date(WITHIN):
        return case_submit(
            actor=whose(case),
            case_id=case.pk,
            expected_version=case.row_version,
            confirmed=True,
            key=new_idempotency_key(),
        )


def refused() -> tuple[Case, Case]:
    first = hand_in(draft_with_invoice("invoice", NUMBER))
    second = draft_with_invoice("fapiao_no", NUMBER, of=2)
    for _ in range(2):
        with pytest.raises(AlreadyClaimed) as caught:
            hand_in(second)
    assert first.number not in caught.value.sentence and first.applicant_name not in caught.value.sentence
    return first, second


def seen_by(account: Account) -> list[ClaimAttempt]:
    who = actor(account)
    return list(attempts_to_see(who, reach_of(who)))


def test_it_is_kept_once_though_nothing_of_the_hand_in_is() -> None:
    first, second = refused()
    (row,) = ClaimAttempt.objects.all()
    assert (row.case_id, row.other_id, row.times) == (second.pk, first.pk, 2)
    second.refresh_from_db()
    assert second.submitted_at is None and Claim.objects.filter(released_at=None).count() == 1


def test_the_officers_of_both_see_both_and_nobody_else() -> None:
    first, second = refused()
    officer = at_post(Role.OFFICER, bound=True)
    (row,) = seen_by(officer)
    page = signed_in(officer).get("/office/attempts/").content.decode()
    assert first.number in page and second.number in page and second.applicant_name in page
    assert f'href="/office/cases/{first.number}/clearance/"' in page
    assert f"/office/cases/{second.number}/" not in page  # a draft is its writer's alone
    who = actor(officer)
    assert attempts_about(who, reach_of(who), first) == attempts_about(who, reach_of(who), second) == [row]
    assert seen_by(at_post(Role.RECOMMENDER, place="990102")) == [] and seen_by(applicant()) == []


def test_an_officer_who_acts_for_one_of_the_firms_sees_no_more_than_any_applicant() -> None:
    refused()
    officer = at_post(Role.OFFICER, bound=True)
    parties.membership_add(
        actor=SYSTEM, account=officer, organisation=organisation(2), standing=Standing.MANAGER
    )
    assert seen_by(officer) == []


def test_the_applicant_reads_that_it_is_used_and_not_by_whom() -> None:
    first = hand_in(draft_with_invoice("invoice", NUMBER))
    second = draft_with_invoice("fapiao_no", NUMBER, of=2)
    assert second.account is not None
    with use_date(WITHIN):
        answer = signed_in(second.account).post(
            f"/my/cases/{second.number}/review/",
            {
                "confirmed": "yes",
                "row_version": second.row_version,
                "idempotency_key": new_idempotency_key(),
            },
        )
    said = answer.content.decode()
    assert answer.status_code == 409 and "已用于另一件" in said
    assert first.number not in said and first.applicant_name not in said

"""Several at the same moment: one claim on a key, one decision on a case, the last place of a round to one.

Each race has a control, the same act without its guard, which shows that the race is real and the test can fail.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests.concurrency.processes import TIME_LIMIT, Outcome, barrier, together
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseMove, Decision, Round
from zhongchuang.cases.services import deciding
from zhongchuang.cases.services.clearing import case_clear, holder_of
from zhongchuang.cases.services.deciding import Asked, case_approve
from zhongchuang.cases.tests.factory import at_post, case_at, content, make_programme, meeting, open_round
from zhongchuang.clearance.decisions import KeyClaim
from zhongchuang.clearance.models import Claim
from zhongchuang.clearance.services import claims_take
from zhongchuang.core import clock
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 4


def refusals(outcomes: list[Outcome[int]]) -> set[str]:
    return {outcome.refused for outcome in outcomes if outcome.refused}


class TestOneKey:
    KEY = KeyClaim("invoice", (("number", "24912000000012345678"),), "发票")

    def test_one_case_gets_it(self) -> None:
        def take(number: int) -> int:
            return len(claims_take(actor=SYSTEM, holder=f"case:A-{number}", claims=[self.KEY]))

        outcomes = together(take, RACERS)
        assert sum(outcome.value or 0 for outcome in outcomes) == 1
        assert refusals(outcomes) == {"AlreadyClaimed"}
        assert Claim.objects.filter(released_at=None).count() == 1

    def test_control_looking_first_gives_it_to_several(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE naive_claim (holder INTEGER NOT NULL)")
        all_looked = barrier(RACERS)
        try:

            def take(number: int) -> int:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM naive_claim")
                    if cursor.fetchone()[0]:
                        return 0
                    all_looked.wait(TIME_LIMIT)
                    cursor.execute("INSERT INTO naive_claim VALUES (%s)", [number])
                return 1

            assert sum(outcome.value or 0 for outcome in together(take, RACERS)) > 1
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE naive_claim")


def recognition() -> Round:
    """A round without money, decided by whoever reviews."""
    bare: dict[str, Any] = {"chain": [], "review": None, "notice": None, "money": None}
    said = content(id="test-recognition", steps=["accept", "decide"], **bare)
    return open_round(make_programme(said), quota=1)


def waiting(call: Round) -> Case:
    case = case_at(State.TO_DECIDE, round=call, asked=None)
    claims_take(
        actor=SYSTEM, holder=holder_of(case), claims=[KeyClaim("entity", (("case", case.number),), "主体")]
    )
    case_clear(actor=SYSTEM, case_id=case.pk)
    return case


class TestDeciding:
    @pytest.fixture(autouse=True)
    def _without_paper(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The letter is left out: typst's threads do not live on in a process that was divided from this one."""
        monkeypatch.setattr(deciding, "decision_letter", lambda **_asked: None)

    def test_one_decision_of_many(self) -> None:
        case = waiting(recognition())
        reviewers = [actor(at_post(Role.REVIEWER, bound=True)) for _ in range(RACERS)]
        minutes = meeting()

        def decide(number: int) -> int:
            form = Asked(case.pk, case.row_version, "符合条件。", minutes)
            return int(case_approve(actor=reviewers[number], asked=form).pk > 0)

        outcomes = together(decide, RACERS)
        assert sum(outcome.value or 0 for outcome in outcomes) == 1
        assert refusals(outcomes) <= {"MoveNotPossible", "StaleVersion"}
        assert Decision.objects.count() == 1 and CaseMove.objects.filter(case=case).count() == 1

    def test_control_without_the_lock_several_decide(self) -> None:
        case, all_looked = waiting(recognition()), barrier(RACERS)

        def decide(number: int) -> int:
            found = Case.objects.get(pk=case.pk)
            if found.state != State.TO_DECIDE:
                return 0
            all_looked.wait(TIME_LIMIT)
            found.state = State.APPROVED.value
            found.changed_at = clock.now()
            found.save()
            return 1

        assert sum(outcome.value or 0 for outcome in together(decide, RACERS)) > 1

    def test_the_last_place_of_a_round_goes_to_one(self) -> None:
        call = recognition()
        cases = [waiting(call) for _ in range(RACERS)]
        reviewers = [actor(at_post(Role.REVIEWER, bound=True)) for _ in range(RACERS)]
        minutes = meeting()

        def decide(number: int) -> int:
            form = Asked(cases[number].pk, cases[number].row_version, "符合条件。", minutes)
            return int(case_approve(actor=reviewers[number], asked=form).pk > 0)

        outcomes = together(decide, RACERS)
        assert sum(outcome.value or 0 for outcome in outcomes) == 1
        assert refusals(outcomes) == {"QuotaFull"}
        assert Case.objects.filter(state=State.APPROVED.value).count() == 1

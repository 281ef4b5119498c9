"""Several decisions at the same moment that could breach one limit together: as many pass as it leaves, and no more.

The limit counts nothing that only waits: else the line they stand in would decide, not the race. Every racer checks its own case
and approves it, each a case of its own: no row is shared that would put them in a line. What does is the lane of the
identifier they share (`clearance/services/lanes.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from tests.concurrency.processes import TIME_LIMIT, Outcome, barrier, together
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Decision
from zhongchuang.cases.services.clearing import case_clear
from zhongchuang.cases.services.deciding import Asked, case_approve
from zhongchuang.cases.tests.factory import at_post, case_at, content, funded_round, make_programme, meeting
from zhongchuang.clearance.models import StoredSupport
from zhongchuang.clearance.rules import Standing, Support
from zhongchuang.clearance.selectors.supports import supports_sharing
from zhongchuang.clearance.services import lanes, support_keep
from zhongchuang.clearance.services.checking import examined
from zhongchuang.clearance.tests.scene import rule, rules_in, support
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 4
EACH, MOST = 3_000_000, 5_000_000  # 分: one fits, two do not
CAP = rule("joint-cap", "cap", ["entity", "category"], amount="50000", waiting=False)


@pytest.fixture(autouse=True)
def _a_cap_binds(tmp_path: Path, settings: Settings) -> None:
    settings.CUMULATION_DEMONSTRATION_DIR = rules_in(tmp_path, CAP)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has read what there is takes a while to go on: time enough for everybody else to read the same."""

    def slowly(*given: Any, **named: Any) -> tuple[Support, ...]:
        found = supports_sharing(*given, **named)
        time.sleep(0.5)
        return found

    monkeypatch.setattr("zhongchuang.clearance.services.checking.supports_sharing", slowly)


def racing(together_with_check: bool) -> Callable[[int], int]:
    """Cases of one firm and one kind of support, each to be decided by a reviewer of its own: checked first, then decided; or
    both in one transaction, so that nobody sees who was cleared before it is decided.
    """
    bare: dict[str, Any] = {"chain": [], "review": None, "notice": None, "claims": []}
    said = content(id="joint", steps=["accept", "decide", "cosign", "pay"], **bare)
    call = funded_round(programme=make_programme(said))
    cases = [case_at(State.TO_DECIDE, round=call, asked=EACH) for _ in range(RACERS)]
    reviewers = [actor(at_post(Role.REVIEWER, bound=True)) for _ in range(RACERS)]
    minutes = meeting()

    def decide(number: int) -> int:
        if together_with_check:
            with transaction.atomic():
                return checked_and_decided(number)
        return checked_and_decided(number)

    def checked_and_decided(number: int) -> int:
        case_clear(actor=reviewers[number], case_id=cases[number].pk)
        now = Case.objects.get(pk=cases[number].pk)
        form = Asked(now.pk, now.row_version, "符合条件。", minutes, amount=EACH)
        return int(case_approve(actor=reviewers[number], asked=form).pk > 0)

    return decide


def passed(outcomes: list[Outcome[int]]) -> int:
    return sum(outcome.value or 0 for outcome in outcomes)


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("together_with_check", [True, False], ids=["one transaction", "check, then decide"])
def test_of_cases_that_breach_a_cap_together_one_is_approved(together_with_check: bool) -> None:
    outcomes = together(racing(together_with_check), RACERS)
    assert passed(outcomes) == 1, [outcome.story for outcome in outcomes]
    assert {o.refused for o in outcomes if o.refused} <= {"NotClear", "AmountNotAllowed", "NoClearance"}
    assert Decision.objects.filter(outcome="approved").count() == 1
    kept = StoredSupport.objects.filter(standing__in=(Standing.CLEARED, Standing.AWARDED))
    assert sum(row.amount for row in kept) <= MOST


@pytest.mark.usefixtures("slow")
def test_control_without_lanes_several_are_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a transaction that writes is alone anyway: there the lanes are not what decides it."""
    monkeypatch.setattr(lanes, "alone", lambda _name: None)
    outcomes = together(racing(together_with_check=True), RACERS)
    if connection.vendor == "postgresql":
        assert passed(outcomes) > 1
    else:
        assert passed(outcomes) == 1


def test_control_looking_first_lets_all_pass() -> None:
    """On both databases: check, then write, without a transaction around the two."""
    all_looked = barrier(RACERS)

    def decide(number: int) -> int:
        mine = support(f"case:N-{number}", EACH, entity="甲", category="乙")
        left = examined(mine).allowed
        all_looked.wait(TIME_LIMIT)
        if left < EACH:
            return 0
        support_keep(actor=SYSTEM, support=mine, title=mine.ref)
        StoredSupport.objects.filter(ref=mine.ref).update(standing=Standing.AWARDED)
        return 1

    assert passed(together(decide, RACERS)) == RACERS
    assert sum(row.amount for row in StoredSupport.objects.all()) > MOST

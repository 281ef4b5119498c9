"""Money promised to a case whose voucher is not issued yet: held once, given up once, in whichever budget it was decided."""

from __future__ import annotations

import pytest

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.ledger.errors import NotEnough
from zhongchuang.ledger.models import Budget
from zhongchuang.ledger.selectors import books_check
from zhongchuang.ledger.selectors.promises import promise_of, promises_made
from zhongchuang.ledger.services.promises import promise_hold, promise_release
from zhongchuang.ledger.tests.factory import OFFICER
from zhongchuang.ledger.tests.payments import YUAN, make_programme, make_year
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db
CASE = "CXQSL-1"


def held(budget: Budget) -> int:
    return Budget.objects.select_related("account").get(pk=budget.pk).account.held_dr


def hold(budget: Budget, amount: int = 1_000 * YUAN, case: str = CASE) -> None:
    promise_hold(actor=SYSTEM, case=case, budget=budget, amount=amount, memo="待发券")


def test_decided_anew_the_money_is_held_once_as_decided_last() -> None:
    budget = make_programme()
    hold(budget)
    hold(budget, 300 * YUAN)
    assert held(budget) == 300 * YUAN and promises_made(CASE) == 2
    assert books_check().ok


def test_decided_anew_from_another_budget_and_back_it_moves_each_time() -> None:
    year = make_year()
    first, second = (make_programme(100_000 * YUAN, parent=year, programme=f"moves-{one}") for one in "ab")
    for budget, other in ((first, second), (second, first), (first, second)):
        hold(budget)
        assert (held(budget), held(other)) == (1_000 * YUAN, 0)
        standing = promise_of(CASE)
        assert standing is not None and standing.debit_id == budget.account_id
    assert promises_made(CASE) == 3
    assert books_check().ok


def test_where_the_other_budget_has_not_enough_it_stays_in_the_one_it_was() -> None:
    year = make_year()
    first = make_programme(100_000 * YUAN, parent=year, programme="moves-a")
    second = make_programme(10 * YUAN, parent=year, programme="moves-b")
    hold(first)
    with pytest.raises(NotEnough):
        hold(second)
    assert (held(first), held(second)) == (1_000 * YUAN, 0)


def test_given_up_it_is_free_and_giving_it_up_again_changes_nothing() -> None:
    budget = make_programme()
    hold(budget)
    assert promise_release(actor=SYSTEM, case=CASE, reason="不予批准") is True
    assert promise_release(actor=SYSTEM, case=CASE, reason="不予批准") is False
    assert held(budget) == 0 and promise_of(CASE) is None
    assert AuditEntry.objects.filter(verb="ledger.promise_release").count() == 1


def test_a_case_whose_number_begins_alike_is_another_case() -> None:
    budget = make_programme()
    hold(budget)
    hold(budget, 5 * YUAN, case=f"{CASE}0")
    promise_release(actor=SYSTEM, case=CASE, reason="不予批准")
    assert held(budget) == 5 * YUAN and promises_made(CASE) == 1


def test_nothing_is_promised_by_an_officer_nor_without_an_amount() -> None:
    budget = make_programme()
    with pytest.raises(NotAllowed):
        promise_hold(actor=OFFICER, case=CASE, budget=budget, amount=1, memo="")
    with pytest.raises(InvalidInput):
        hold(budget, 0)
    assert held(budget) == 0

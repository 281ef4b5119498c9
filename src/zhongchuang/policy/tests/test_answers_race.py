"""Two windows, two clicks at the same moment: one wins, nothing is doubled, nothing is half done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.tests.factory import race
from zhongchuang.policy import services
from zhongchuang.policy.models import AnswerSheet, StoredVerdict
from zhongchuang.policy.tests.factory import TODAY, a_sheet, put_in_force, real_book

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("today")]


@pytest.fixture
def sheet() -> AnswerSheet:
    put_in_force(real_book())
    return a_sheet()


def answering(sheet: AnswerSheet, value: bool, key: str) -> Callable[[], AnswerSheet]:
    return lambda: services.sheet_answer(
        actor=ANONYMOUS,
        sheet=sheet,
        secret=sheet.secret,
        fact="in_space",
        value=value,
        expected_version=sheet.row_version,
        key=key,
    )


def test_of_two_different_answers_one_wins_and_the_other_is_told(sheet: AnswerSheet) -> None:
    outcomes = race([answering(sheet, value, new_idempotency_key()) for value in (True, False, True, False)])
    won = [outcome for outcome in outcomes if isinstance(outcome, AnswerSheet)]
    assert len(won) == 1
    assert sum(isinstance(outcome, StaleVersion) for outcome in outcomes) == 3
    assert AnswerSheet.objects.get(pk=sheet.pk).facts == won[0].facts
    assert AuditEntry.objects.filter(verb="policy.sheet_answer").count() == 1


def test_a_double_click_answers_once_and_neither_click_fails(sheet: AnswerSheet) -> None:
    key = new_idempotency_key()
    outcomes = race([answering(sheet, True, key) for _ in range(4)])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert AnswerSheet.objects.get(pk=sheet.pk).row_version == 2


def test_a_double_click_stores_one_verdict(sheet: AnswerSheet) -> None:
    key = new_idempotency_key()

    def store() -> StoredVerdict:
        return services.verdict_store(actor=ANONYMOUS, sheet=sheet, secret=sheet.secret, on=TODAY, key=key)

    outcomes = race([store] * 4)
    assert len({outcome.pk for outcome in outcomes if isinstance(outcome, StoredVerdict)}) == 1
    assert StoredVerdict.objects.count() == 1


def test_deleting_and_answering_at_once_leaves_no_half_sheet(sheet: AnswerSheet) -> None:
    def erase() -> AnswerSheet:
        services.sheet_delete(
            actor=ANONYMOUS,
            sheet=sheet,
            secret=sheet.secret,
            with_verdicts=True,
            expected_version=sheet.row_version,
        )
        return sheet

    erased, answered = race([erase, answering(sheet, True, new_idempotency_key())])
    left = AnswerSheet.objects.filter(pk=sheet.pk).first()
    if left is None:
        assert erased is sheet
        assert isinstance(answered, Exception)
    else:
        assert isinstance(erased, StaleVersion)
        assert left.facts["in_space"]["value"] is True

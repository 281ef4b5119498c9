"""Answers and shared verdicts that nobody owns end half a year after they were last touched."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.core import clock
from zhongchuang.core.actors import ANONYMOUS, SystemActor
from zhongchuang.core.audit.models import AuditEntry, PersonKey
from zhongchuang.core.errors import NotAllowed
from zhongchuang.policy.jobs.forgetting import forget_unowned
from zhongchuang.policy.models import AnswerSheet, StoredVerdict
from zhongchuang.policy.services.answers import person_key
from zhongchuang.policy.services.retention import KEPT_FOR, unowned_forget
from zhongchuang.policy.tests.factory import OWNER, a_sheet, a_verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]


def aged(sheet: AnswerSheet, days: int) -> AnswerSheet:
    then = clock.now() - dt.timedelta(days=days)
    AnswerSheet.objects.filter(pk=sheet.pk).update(changed_at=then)
    StoredVerdict.objects.filter(sheet=sheet).update(stored_at=then)
    return sheet


def test_old_answers_without_an_account_go_and_nothing_else() -> None:
    old, young = aged(a_sheet(in_space=True), 181), aged(a_sheet(), 179)
    own = aged(a_sheet(actor=OWNER), 900)
    gone, stays = a_verdict(old), a_verdict(young)
    aged(old, 181)
    aged(young, 179)
    told = forget_unowned.call(clock.now().isoformat())
    assert told == {"sheets": 1, "verdicts": 1}
    assert set(AnswerSheet.objects.values_list("pk", flat=True)) == {young.pk, own.pk}
    assert list(StoredVerdict.objects.values_list("pk", flat=True)) == [stays.pk] != [gone.pk]
    assert PersonKey.objects.get(pk=person_key(old.pk)).erased_at is not None
    assert PersonKey.objects.get(pk=person_key(young.pk)).erased_at is None
    assert AuditEntry.objects.filter(verb="policy.sheet_forget").count() == 1
    assert forget_unowned.call(clock.now().isoformat()) == {"sheets": 0, "verdicts": 0}


def test_a_sheet_somebody_came_back_to_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between finding and deleting somebody answered: the row is looked at again under its lock."""
    from zhongchuang.policy.services import retention

    sheet = aged(a_sheet(), 400)
    found = retention._unowned_sheets
    answers = iter([[sheet.pk], []])
    monkeypatch.setattr(retention, "_unowned_sheets", lambda before: next(answers))
    AnswerSheet.objects.filter(pk=sheet.pk).update(changed_at=clock.now())
    before = clock.now() - KEPT_FOR
    assert unowned_forget(actor=SystemActor("test"), before=before) == {"sheets": 0, "verdicts": 0}
    assert AnswerSheet.objects.filter(pk=sheet.pk).exists()
    assert found(before) == []


@pytest.mark.parametrize("actor", [ANONYMOUS, OWNER])
def test_only_the_platform_forgets(actor: object) -> None:
    with pytest.raises(NotAllowed):
        unowned_forget(actor=actor, before=clock.now())  # type: ignore[arg-type]  # both are actors

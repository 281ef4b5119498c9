"""Two people at one draft in the same moment: one step counts, one publication happens; and that the test would see otherwise."""

from __future__ import annotations

from collections.abc import Callable
from unittest import mock

import pytest
from django.db import IntegrityError

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Conflict, NotAllowed
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.tests.factory import race
from zhongchuang.policy.errors import DraftThere
from zhongchuang.policy.models import Draft, DraftState, DraftStep, Publication
from zhongchuang.policy.packs.schema import ClauseClass
from zhongchuang.policy.selectors.desk import workbench
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.services import desk
from zhongchuang.policy.services.desk import steps
from zhongchuang.policy.tests.desk_at_work import (
    COLLEAGUE,
    OFFICER,
    OTHER_REVIEWER,
    REVIEWER,
    begun,
    load_real_packs,
    submitted,
)
from zhongchuang.policy.tests.factory import put_in_force, real_book

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("today")]


def classing(draft: Draft, actor: Actor, ref: str, key: str | None = None) -> Callable[[], Draft]:
    return lambda: desk.clause_class(
        actor=actor,
        draft=draft,
        classes={ref: (ClauseClass.DUTY,)},
        expected_version=draft.row_version,
        key=key,
    )


def publishing(draft: Draft, actor: Actor, key: str | None = None) -> Callable[[], Draft]:
    return lambda: desk.draft_publish(actor=actor, draft=draft, expected_version=draft.row_version, key=key)


def won(outcomes: list[Draft | Exception]) -> list[Draft]:
    return [outcome for outcome in outcomes if isinstance(outcome, Draft)]


def test_of_two_steps_at_once_one_counts_and_the_others_are_told() -> None:
    put_in_force(real_book())
    draft = begun()
    refs = ("一", "二", "二（一）", "三")
    outcomes = race(
        [classing(draft, actor, ref) for actor, ref in zip((OFFICER, COLLEAGUE) * 2, refs, strict=True)]
    )
    assert len(won(outcomes)) == 1
    assert sum(isinstance(outcome, StaleVersion) for outcome in outcomes) == 3
    assert DraftStep.objects.filter(draft=draft).count() == 2
    assert len(workbench(Draft.objects.get()).content.classes) == 1


def test_control_without_lock_and_version_nobody_is_told() -> None:
    """The same race with the guard taken away: what others did meanwhile is written over, or the database itself breaks off."""
    put_in_force(real_book())
    draft = begun()

    def without_lock(_actor: Actor, _action: object, seen: Draft, _expected: int) -> Draft:
        unlocked: Draft = Draft.objects.get(pk=seen.pk)
        return unlocked

    def unversioned(changed: Draft, _actor: Actor, _expected: int) -> None:
        changed.save()

    with (
        mock.patch.object(steps, "locked_draft", without_lock),
        mock.patch.object(steps, "draft_save", unversioned),
    ):
        outcomes = race([classing(draft, OFFICER, ref) for ref in ("一", "二", "二（一）", "三")])
    assert not any(isinstance(outcome, StaleVersion) for outcome in outcomes)
    assert len(won(outcomes)) > 1 or any(isinstance(outcome, IntegrityError) for outcome in outcomes)


def test_a_double_click_makes_one_step_and_neither_click_fails() -> None:
    put_in_force(real_book())
    draft, key = begun(), new_idempotency_key()
    outcomes = race([classing(draft, OFFICER, "一", key)] * 4)
    assert len(won(outcomes)) == 4
    assert DraftStep.objects.filter(draft=draft).count() == 2


def test_of_two_drafts_of_one_document_begun_at_once_one_is() -> None:
    put_in_force(real_book())
    outcomes = race([lambda: begun(OFFICER), lambda: begun(COLLEAGUE)])
    assert len(won(outcomes)) == 1
    assert sum(isinstance(outcome, DraftThere) for outcome in outcomes) == 1
    assert Draft.objects.count() == 1


def test_of_two_reviewers_who_publish_at_once_one_does() -> None:
    load_real_packs()
    draft = submitted()
    outcomes = race([publishing(draft, REVIEWER), publishing(draft, OTHER_REVIEWER)])
    assert len(won(outcomes)) == 1
    assert sum(isinstance(outcome, Conflict | NotAllowed) for outcome in outcomes) == 1
    assert Publication.objects.count() == 2
    assert Draft.objects.get().state == DraftState.PUBLISHED


def test_a_double_click_publishes_once_and_neither_click_fails() -> None:
    load_real_packs()
    draft, key = submitted(), new_idempotency_key()
    outcomes = race([publishing(draft, REVIEWER, key)] * 2)
    assert len(won(outcomes)) == 2
    assert Publication.objects.count() == 2


def test_publishing_and_taking_back_at_once_leaves_no_half() -> None:
    load_real_packs()
    draft = submitted()
    back: Callable[[], Draft] = lambda: desk.draft_take_back(  # noqa: E731 - one of two tasks
        actor=OFFICER, draft=draft, expected_version=draft.row_version
    )
    outcomes = race([publishing(draft, REVIEWER), back])
    assert len(won(outcomes)) == 1
    state = Draft.objects.get().state
    in_force = current_rulebook().document(draft.document_slug) is not None
    assert (state == DraftState.PUBLISHED) is in_force
    assert state in (DraftState.PUBLISHED, DraftState.OPEN)

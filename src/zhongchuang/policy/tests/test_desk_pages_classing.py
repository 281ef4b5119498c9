"""Classing: suggestions are shown and never set by themselves; what changed is saved as one step."""

from __future__ import annotations

import pytest
from django.test import Client

from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import make_account, signed_in
from zhongchuang.policy.documents.read import read_document
from zhongchuang.policy.drafting.proposing import proposals
from zhongchuang.policy.drafting.suggesting import suggestions
from zhongchuang.policy.models import Draft
from zhongchuang.policy.packs.schema import ClauseClass
from zhongchuang.policy.selectors.desk import workbench
from zhongchuang.policy.tests.desk_at_work import TEXT, begun
from zhongchuang.policy.tests.factory import words

MEASURE, DUTY, TARGET, PRINCIPLE = ClauseClass


def test_suggestions_follow_the_words() -> None:
    reading = read_document(TEXT.encode(), filename="a.txt")
    found = suggestions(reading, proposals(reading, "d"))
    assert TARGET in found["一"]
    assert MEASURE in found["二（一）"] and MEASURE in found["二（三）"]
    assert found["二"] == (PRINCIPLE,)
    assert suggestions(reading, proposals(reading, "d")) == found


@pytest.fixture
def draft(packs: None) -> Draft:
    """A text nobody has classed yet."""
    return begun()


@pytest.fixture
def officer(packs: None) -> Client:
    """An officer's browser."""
    return signed_in(make_account(Role.OFFICER))


def save(browser: Client, draft: Draft, *classes: str, **fields: str) -> None:
    draft.refresh_from_db()
    guard = {"row_version": draft.row_version, "idempotency_key": new_idempotency_key()}
    answer = browser.post(f"/desk/{draft.key}/classes/", {**guard, "class": list(classes), **fields})
    assert answer.status_code == 302


def held(draft: Draft) -> dict[str, tuple[ClauseClass, ...]]:
    return dict(workbench(Draft.objects.get(pk=draft.pk)).content.classes)


@pytest.mark.django_db
def test_a_suggestion_is_shown_and_not_set(draft: Draft, officer: Client) -> None:
    page = officer.get(f"/desk/{draft.key}/classes/")
    assert "建议：措施" in words(page) and "已归 0/5 条" in words(page)
    assert " checked" not in page.content.decode()


@pytest.mark.django_db
def test_ticks_are_saved_as_one_step_and_taken_away_again(draft: Draft, officer: Client) -> None:
    save(officer, draft, "二（一）|measure", "二（一）|duty", "一|target")
    assert held(draft) == {"二（一）": (MEASURE, DUTY), "一": (TARGET,)}
    assert Draft.objects.get().cursor == 1
    save(officer, draft, "二（一）|measure", "一|target")
    assert held(draft)["二（一）"] == (MEASURE,)
    save(officer, draft, "二（一）|measure", "一|target")
    assert Draft.objects.get().cursor == 2  # nothing changed, no step


@pytest.mark.django_db
def test_adopting_fills_what_is_not_classed_and_leaves_the_rest(draft: Draft, officer: Client) -> None:
    save(officer, draft, "二（一）|principle", adopt="二（三）")
    assert held(draft)["二（一）"] == (PRINCIPLE,)
    assert MEASURE in held(draft)["二（三）"] and "一" not in held(draft)
    save(officer, draft, *(f"{ref}|{one}" for ref, found in held(draft).items() for one in found), adopt="*")
    assert held(draft)["二（一）"] == (PRINCIPLE,)
    assert len(held(draft)) == 5
    assert "已归 5/5 条" in words(officer.get(f"/desk/{draft.key}/classes/"))


@pytest.mark.django_db
def test_what_is_no_clause_and_no_class_is_not_taken(draft: Draft, officer: Client) -> None:
    save(officer, draft, "九十九|measure", "一|nonsense", "一")
    assert held(draft) == {}

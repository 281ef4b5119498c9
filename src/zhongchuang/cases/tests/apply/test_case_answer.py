"""The form is kept section by section: what is read as answers, the rest as typed; only while it lies with the applicant."""

from __future__ import annotations

import pytest

from zhongchuang.cases.errors import MoveNotPossible
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseFile
from zhongchuang.cases.services.answering import case_answer, case_discard
from zhongchuang.cases.services.materials import material_add
from zhongchuang.cases.tests.apply.given import a_pdf, draft, verified, whose
from zhongchuang.cases.tests.factory import applicant, at_post, case_at
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import KeyReused, new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.files.models import StoredFile
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation
from zhongchuang.parties.tests.factory import actor

pytestmark = pytest.mark.django_db
ASKED = ("project", "total")


def answer(case: Case, typed: dict[str, str], *, asked: tuple[str, ...] = ASKED, **more: object) -> Case:
    said: dict[str, object] = {"expected_version": case.row_version, "actor": whose(case)}
    return case_answer(
        case_id=case.pk,
        section="about",
        typed={name: [value] for name, value in typed.items()},
        asked=asked,
        **(said | more),  # type: ignore[arg-type]  # what a test says instead
    ).case


def test_answers_are_kept_and_logged_without_their_values() -> None:
    case = draft()
    kept = answer(case, {"project": "另一个项目", "total": "12.5万元"})
    assert kept.answers["project"] == "另一个项目" and kept.answers["total"] == 12_500_000
    assert kept.answers["bank_name"] == "虚构银行", "other sections stay"
    entry = AuditEntry.objects.get(verb="cases.case_answer")
    assert entry.after == {"section": "about", "changed": ["project", "total"], "unread": []}


def test_what_cannot_be_read_is_kept_as_typed_until_it_can() -> None:
    case = answer(draft(), {"project": "甲", "total": "约十万"})
    assert "total" not in case.answers and case.unread == {"total": "约十万"}
    case = answer(case, {"project": "甲", "total": "10万"})
    assert case.unread == {} and case.answers["total"] == 10_000_000


def test_only_what_was_on_the_page_is_changed() -> None:
    case = answer(draft(), {"project": "甲"}, asked=("project",))
    assert case.answers["total"] == 5_000_000
    case = answer(case, {"project": ""}, asked=("project",))
    assert "project" not in case.answers


def test_a_locked_answer_is_what_the_register_says_today() -> None:
    case = draft()
    Organisation.objects.filter(pk=case.organisation_id).update(name="改过的名称")
    kept = case_answer(
        actor=whose(case),
        case_id=case.pk,
        section="payee",
        typed={"payee_name": ["别的户名"], "bank_name": ["虚构银行"], "bank_account": ["62"]},
        asked=("payee_name", "bank_name", "bank_account"),
        expected_version=case.row_version,
    ).case
    assert kept.answers["payee_name"] == "改过的名称"


def test_nothing_is_written_where_nothing_changed() -> None:
    case = draft()
    same = answer(case, {"project": "虚构项目", "total": "50000"})
    assert same.row_version == case.row_version and not AuditEntry.objects.filter(verb="cases.case_answer")


def test_an_old_page_changes_nothing() -> None:
    case = draft()
    answer(case, {"project": "先保存的", "total": "1"})
    with pytest.raises(StaleVersion):
        answer(case, {"project": "后保存的", "total": "2"})
    case.refresh_from_db()
    assert case.answers["project"] == "先保存的"


def test_a_repeated_form_counts_once_and_a_key_is_for_one_content() -> None:
    case, key = draft(), new_idempotency_key()
    for _ in range(2):
        answer(case, {"project": "甲", "total": "1"}, key=key)
    assert AuditEntry.objects.filter(verb="cases.case_answer").count() == 1
    with pytest.raises(KeyReused):
        answer(case, {"project": "乙", "total": "1"}, key=key)


def test_it_is_the_applicants_to_fill_in_and_only_while_it_lies_with_them() -> None:
    case = draft()
    stranger, officer = applicant(verified(2)), at_post(Role.OFFICER, bound=True)
    for somebody in (stranger, officer):
        with pytest.raises(NotFound):
            answer(case, {"project": "甲"}, actor=actor(somebody))
    handed_in = case_at(State.SUBMITTED)
    with pytest.raises(NotAllowed):
        answer(handed_in, {"project": "甲"}, actor=actor(officer))
    with pytest.raises(MoveNotPossible, match="待受理"):
        answer(handed_in, {"project": "甲"})
    assert answer(case_at(State.RETURNED), {"project": "改正", "total": "1"}).answers["project"] == "改正"


def test_a_colleague_may_go_on() -> None:
    case = draft()
    colleague: Account = applicant(verified())
    assert (
        answer(case, {"project": "接着写", "total": "1"}, actor=actor(colleague)).answers["project"]
        == "接着写"
    )


def test_a_draft_is_thrown_away_with_everything_in_it() -> None:
    case = draft()
    who = whose(case)
    material_add(actor=who, case=case, material="licence", file=a_pdf(), expected_version=case.row_version)
    case.refresh_from_db()
    case_discard(actor=who, case_id=case.pk, expected_version=case.row_version)
    assert not Case.objects.exists() and not CaseFile.objects.exists()
    assert StoredFile.objects.get().removed_at is not None


def test_what_was_handed_in_is_not_thrown_away() -> None:
    case = case_at(State.RETURNED)
    with pytest.raises(MoveNotPossible):
        case_discard(actor=whose(case), case_id=case.pk, expected_version=case.row_version)

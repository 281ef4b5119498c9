"""The check of a case on its pages: what officers read and press, what the applicant and the public read."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case
from zhongchuang.cases.services.clearing import case_check, holder_of
from zhongchuang.cases.services.supporting import case_support_keep
from zhongchuang.cases.services.supports_kept import case_paid, supports_catch_up
from zhongchuang.cases.tests.deciding.test_clearing import ONCE, REASON, an_award, approve, call, waiting
from zhongchuang.cases.tests.factory import applicant, at_post, case_at, meeting, organisation
from zhongchuang.clearance.models import Check, Override, StoredSupport
from zhongchuang.clearance.rules import Standing
from zhongchuang.clearance.services import support_stands
from zhongchuang.clearance.services.disclosing import disclosure_review
from zhongchuang.clearance.tests.awards import PUBLIC, award
from zhongchuang.clearance.tests.scene import kept, rules_in, support
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def blocked(tmp_path: Path, settings: Settings) -> Case:
    """A case of which the firm's other case, in the same call, leaves nothing."""
    settings.CUMULATION_DEMONSTRATION_DIR = rules_in(tmp_path, ONCE)
    at = call()
    first = waiting(at)
    support_stands(actor=SYSTEM, ref=holder_of(first), standing=Standing.PAID)
    return waiting(at)


def page_of(case: Case) -> str:
    return f"/office/cases/{case.number}/clearance/"


def test_blocked_the_officer_is_led_to_the_findings_and_their_words(blocked: Case) -> None:
    browser = signed_in(at_post(Role.OFFICER, bound=True))
    answer = browser.post(
        f"/office/cases/{blocked.number}/clear/",
        {"row_version": blocked.row_version, "idempotency_key": "k" * 20},
        follow=True,
    )
    said = answer.content.decode()
    assert answer.redirect_chain[-1][0] == page_of(blocked)
    assert "测试规则 once" in said and "虚构的规则" in said and "提出例外" in said
    other = Case.objects.exclude(pk=blocked.pk).get()
    assert f'href="{page_of(other)}"' in said
    assert blocked.number in browser.get("/office/clearance/?needs=blocked").content.decode()


def test_what_another_department_gave_leads_to_its_public_page_and_nothing_else_of_it_is_told(
    blocked: Case,
) -> None:
    shown, hidden = (
        award(ref=f"award:PAGE-{number}", source="imported", title=f"虚构的别处支持{number}")
        for number in (1, 2)
    )
    disclosure_review(actor=SYSTEM, number=shown.number, verdict=PUBLIC)
    own = {"entity": organisation(1).uscc, "category": "test"}
    for row in (shown, hidden):
        kept(support(row.ref, 100, Standing.PAID, **own))  # type: ignore[arg-type]
    case_check(actor=SYSTEM, case_id=blocked.pk)
    said = signed_in(at_post(Role.OFFICER, bound=True)).get(page_of(blocked)).content.decode()
    assert f'href="/awards/{shown.number}/"' in said and shown.title in said
    assert "PAGE-2" in said and f"/awards/{hidden.number}/" not in said and hidden.title not in said


def test_an_exception_from_asking_to_the_public_list(blocked: Case) -> None:
    case_check(actor=SYSTEM, case_id=blocked.pk)
    facts = Check.objects.get().facts_sha256
    first, second = (signed_in(at_post(role, bound=True)) for role in (Role.OFFICER, Role.REVIEWER))
    short = first.post(page_of(blocked), {"do": "ask", "facts": facts, "reason": "太短"})
    assert short.status_code == 422 and "太短" in short.content.decode()
    first.post(page_of(blocked), {"do": "ask", "facts": facts, "reason": REASON})
    row = Override.objects.get()
    form = {"do": "confirm", "number": row.number, "row_version": 1, "idempotency_key": "k" * 20}
    assert first.post(page_of(blocked), form).status_code == 409  # the same person
    assert blocked.number in second.get("/office/clearance/?needs=overrides").content.decode()
    assert second.post(page_of(blocked), form).status_code == 302
    public = signed_in(None).get("/awards/exceptions/").content.decode()
    assert REASON in public and blocked.applicant_name in public and "虚构的规则" in public
    row.refresh_from_db()
    assert row.answered_by is not None
    assert row.asked_by.name not in public and row.answered_by.name not in public
    said = second.get(page_of(blocked)).content.decode()
    assert "查重码" in said and "两人已确认例外，按例外办理" in said and "按规则是 0.00 元" in said
    part = second.get(f"/office/cases/{blocked.number}/part/checks/").content.decode()
    assert "查重通过" not in part and "按例外办理" in part
    assert blocked.account is not None
    own = signed_in(blocked.account).get(f"/my/cases/{blocked.number}/").content.decode()
    assert "主管部门两人已确认例外" in own


def test_the_applicant_reads_the_result_and_no_number_of_anothers(blocked: Case) -> None:
    an_award(1)
    StoredSupport.objects.filter(ref="award:1").update(title="别家 · 别的项目")
    case_check(actor=SYSTEM, case_id=blocked.pk)
    assert blocked.account is not None
    said = signed_in(blocked.account).get(f"/my/cases/{blocked.number}/").content.decode()
    assert "不得重复" in said and "别家" not in said and "测试规则" not in said


def test_a_decision_without_clearance_is_told_above_the_form_and_nothing_typed_is_lost(blocked: Case) -> None:
    browser = signed_in(at_post(Role.REVIEWER, bound=True))
    asked = {
        "row_version": blocked.row_version,
        "idempotency_key": "k" * 20,
        "outcome": "approve",
        "grounds": "符合条件，同意支持。",
        "meeting": meeting().pk,
        "amount": "50000",
    }
    answer = browser.post(f"/office/cases/{blocked.number}/decide/", asked)
    said = answer.content.decode()
    assert answer.status_code == 422 and "还没有查重" in said and "符合条件，同意支持。" in said


def test_what_is_paid_stays_paid_and_counts() -> None:
    case = waiting(call())
    case_check(actor=SYSTEM, case_id=case.pk)
    approve(case)
    case.refresh_from_db()
    Case.objects.filter(pk=case.pk).update(state=State.APPROVED.value)
    case_paid(actor=SYSTEM, number=case.number)
    assert StoredSupport.objects.get(ref=holder_of(case)).standing == Standing.AWARDED


def test_cases_from_before_get_their_supports() -> None:
    at, owner = call(), applicant()
    cases = [case_at(state, round=at, of=owner) for state in (State.SUBMITTED, State.REFUSED, State.DRAFT)]
    case_support_keep(SYSTEM, cases[0])
    assert supports_catch_up(actor=SYSTEM) == 1 and supports_catch_up(actor=SYSTEM) == 0
    assert StoredSupport.objects.get(ref=holder_of(cases[1])).standing == Standing.ENDED
    assert StoredSupport.objects.count() == 2 and organisation(1) is not None
    with pytest.raises(NotAllowed):
        supports_catch_up(actor=actor(owner))

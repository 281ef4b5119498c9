"""Audits as verbs: one at a time, whole or not there; answers and closing by whose it is."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.errors.auditing import AuditAtWork, FindingOver
from zhongchuang.clearance.models import AuditConcern, AuditFinding, AuditRun, AuditState, FindingState
from zhongchuang.clearance.services import audit_running
from zhongchuang.clearance.services.audit_running import audit_give_up, audit_run
from zhongchuang.clearance.services.auditing import ENGINES, audit_ask, finding_answer, finding_close
from zhongchuang.clearance.tests.auditing import audited, awarded, held, one_invoice_twice, only_finding
from zhongchuang.clearance.tests.awards import at_post, department, officer
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account

pytestmark = pytest.mark.django_db


def test_a_run_finds_keeps_and_says_what_it_looked_at() -> None:
    one_invoice_twice()
    run = audited()
    finding = only_finding(run)
    assert run.state == AuditState.DONE and run.done_part == 100 and run.supports == 2 and run.found == 1
    assert run.counts == {"rule:invoice-once": 1} and len(run.inputs_sha256) == 64
    assert set(run.rules) >= {"invoice-once", "contract-once", "many-heads"}
    assert finding.refs == ["case:A-2", "case:A-1"] and finding.amount == 200_00
    concerned = AuditConcern.objects.filter(finding=finding).values_list("department_id", flat=True)
    assert set(concerned) == {department(1).pk, department(2).pk}
    logged = AuditEntry.objects.filter(verb__in=("clearance.audit_ask", "clearance.audit_run"))
    assert logged.count() == 2


def test_one_is_at_work_at_a_time_and_only_auditors_and_administrators_ask() -> None:
    auditor = actor(at_post(Role.AUDITOR))
    made = audit_ask(actor=auditor, key="audit-key-1")
    assert audit_ask(actor=auditor, key="audit-key-1").pk == made.pk
    with pytest.raises(AuditAtWork):
        audit_ask(actor=auditor)
    for role in (Role.OFFICER, Role.REVIEWER, Role.FINANCE, Role.ENTREPRENEUR):
        with pytest.raises(NotAllowed):
            audit_ask(actor=actor(make_account(role)))
    with pytest.raises(NotAllowed):
        audit_run(actor=auditor, key=made.key)
    audit_give_up(actor=auditor, key=made.key)
    assert AuditRun.objects.get().state == AuditState.FAILED
    assert audit_run(actor=SYSTEM, key=made.key) is None
    assert audit_ask(actor=auditor).pk != made.pk


def test_an_unknown_engine_is_refused_and_a_missing_one_fails_in_a_sentence() -> None:
    from zhongchuang.clearance.auditing.runners import NoSpark

    with pytest.raises(InvalidInput):
        audit_ask(actor=SYSTEM, engine="abacus")
    made = audit_ask(actor=SYSTEM, engine="spark", soon=False)
    with pytest.raises(NoSpark, match="PySpark"):
        audit_run(actor=SYSTEM, key=made.key)
    made.refresh_from_db()
    assert made.state == AuditState.FAILED


def test_a_run_that_broke_off_leaves_nothing_and_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    one_invoice_twice()
    made = audit_ask(actor=SYSTEM, soon=False)

    class Cut(BaseException):
        """What nothing catches: as if the process were gone."""

    def cut(*_: object) -> None:
        raise Cut()

    with monkeypatch.context() as patched, pytest.raises(Cut):
        patched.setattr(audit_running, "departments_of_refs", cut)
        audit_run(actor=SYSTEM, key=made.key)
    made.refresh_from_db()
    assert made.state == AuditState.RUNNING and not AuditFinding.objects.exists()
    assert audit_run(actor=SYSTEM, key=made.key) == AuditState.DONE
    assert AuditFinding.objects.count() == 1
    assert audit_run(actor=SYSTEM, key=made.key) is None and AuditFinding.objects.count() == 1


def test_awards_without_a_code_are_found_by_their_name() -> None:
    held("award:B-1", 100_00, category="检测")
    held("award:B-2", 90_00, of=2, category="检测", on=DAY_LATER)
    awarded("award:B-1", "沈阳市鑫岚木业有限公司")
    awarded("award:B-2", "沈阳鑫岚木业", of=2)
    finding = only_finding(audited())
    assert finding.kind == "linked" and finding.told[0] == "one"
    assert set(finding.refs) == {"award:B-1", "award:B-2"}


DAY_LATER = dt.date(2026, 9, 1)


def test_officers_answer_for_their_department_and_the_auditor_closes() -> None:
    one_invoice_twice()
    finding = only_finding(audited())
    auditor = actor(at_post(Role.AUDITOR))
    with pytest.raises(FindingOver, match="还没有答复"):
        finding_close(actor=auditor, pk=finding.pk, reason="可以", expected_version=1)
    with pytest.raises(NotFound):
        finding_answer(
            actor=officer(3), pk=finding.pk, outcome="explained", reason="与我无关", expected_version=1
        )
    with pytest.raises(NotAllowed):
        finding_answer(
            actor=officer(1),
            pk=finding.pk,
            outcome="explained",
            reason="替别人说",
            expected_version=1,
            department=department(2).pk,
        )
    with pytest.raises(NotAllowed):
        finding_answer(actor=auditor, pk=finding.pk, outcome="explained", reason="自答", expected_version=1)
    answered = finding_answer(
        actor=officer(2), pk=finding.pk, outcome="confirmed", reason="重复，已追回", expected_version=1
    )
    assert answered.state == FindingState.ANSWERED
    assert answered.answers.get().department_id == department(2).pk
    with pytest.raises(StaleVersion):
        finding_close(actor=auditor, pk=finding.pk, reason="可以", expected_version=1)
    with pytest.raises(NotAllowed):
        finding_close(actor=officer(2), pk=finding.pk, reason="自己办结", expected_version=2)
    closed = finding_close(actor=auditor, pk=finding.pk, reason="已追回，办结", expected_version=2)
    assert closed.state == FindingState.CLOSED and closed.closed_for == "已追回，办结"
    with pytest.raises(FindingOver, match="已经办结"):
        finding_answer(actor=officer(2), pk=finding.pk, outcome="void", reason="再说", expected_version=3)


def test_each_post_counts_for_itself() -> None:
    """Who audits one department and is an officer in another closes nothing in the other and answers nothing in the one."""
    one_invoice_twice(second=1)
    finding = only_finding(audited())
    both = at_post(Role.AUDITOR, department(2))
    from zhongchuang.parties import services as parties

    parties.role_grant(
        actor=SYSTEM,
        account=both,
        role=Role.OFFICER,
        expected_version=both.row_version,
        organisation=department(1).pk,
    )
    both.refresh_from_db()
    who = actor(both)
    finding_answer(actor=who, pk=finding.pk, outcome="explained", reason="分期付款", expected_version=1)
    with pytest.raises(NotAllowed):
        finding_close(actor=who, pk=finding.pk, reason="自己办结", expected_version=2)


@pytest.mark.parametrize(("outcome", "reason"), [("maybe", "说明"), ("void", "  "), ("void", "长" * 501)])
def test_an_answer_is_one_of_three_and_has_a_reason(outcome: str, reason: str) -> None:
    one_invoice_twice()
    finding = only_finding(audited())
    with pytest.raises(InvalidInput):
        finding_answer(actor=officer(1), pk=finding.pk, outcome=outcome, reason=reason, expected_version=1)
    assert not finding.answers.exists()


def test_what_was_closed_stays_closed_until_something_changes() -> None:
    one_invoice_twice()
    finding = only_finding(audited())
    finding_answer(
        actor=officer(1), pk=finding.pk, outcome="explained", reason="联合项目", expected_version=1
    )
    finding_close(actor=SYSTEM, pk=finding.pk, reason="属实", expected_version=2)
    again = only_finding(audited())
    assert again.pk != finding.pk and again.state == FindingState.CLOSED and again.closed_for == "属实"
    held("case:A-2", 250_00, of=2, on=dt.date(2026, 5, 15), entity="乙公司", invoice="F1")
    assert only_finding(audited()).state == FindingState.OPEN


def test_every_engine_one_may_ask_for_can_run() -> None:
    assert tuple(audit_running.RUNNERS) == ENGINES

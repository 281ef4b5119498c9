"""The pages of audits: who sees which finding, what of a person is kept back, one step at a time."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from zhongchuang.clearance.models import AuditFinding, AuditRun, AuditState, FindingState
from zhongchuang.clearance.tests.auditing import audited, awarded, held, one_invoice_twice, only_finding
from zhongchuang.clearance.tests.awards import at_post, department
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import make_account, signed_in

pytestmark = pytest.mark.django_db
RUNS = reverse("clearance:audits")


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def of(finding: AuditFinding, act: str = "") -> str:
    name = f"clearance:finding_{act}" if act else "clearance:finding"
    return reverse(name, args=[finding.pk])


def at_desk(role: Role, number: int | None = None) -> Client:
    who: Account = at_post(role, department(number) if number else None)
    return signed_in(who)


def test_an_auditor_starts_one_and_only_one() -> None:
    client = at_desk(Role.AUDITOR)
    assert "发起核查" in text(client, RUNS)
    said = {"idempotency_key": "start-12345"}
    answer = client.post(reverse("clearance:audit_start"), said)
    run = AuditRun.objects.get()
    assert answer.status_code == 302 and run.state == AuditState.WAITING
    assert answer["Location"] == reverse("clearance:audit", args=[run.key])
    assert "排队" in text(client, answer["Location"])
    again = client.post(reverse("clearance:audit_start"), {"idempotency_key": "start-67890"})
    assert again.status_code == 409 and "已有一次核查在进行" in again.content.decode()
    assert AuditRun.objects.count() == 1


def test_officers_see_runs_without_a_start_and_strangers_nothing() -> None:
    assert "发起核查</button>" not in text(at_desk(Role.OFFICER, 1), RUNS)
    assert signed_in(make_account(Role.ENTREPRENEUR)).get(RUNS).status_code == 403
    assert Client().get(RUNS).status_code == 302
    refused = at_desk(Role.OFFICER, 1).post(reverse("clearance:audit_start"), {"idempotency_key": "start-1"})
    assert refused.status_code == 403 and not AuditRun.objects.exists()


def test_an_officer_finds_what_concerns_their_department_and_nothing_else() -> None:
    one_invoice_twice()
    run = audited()
    url = reverse("clearance:audit", args=[run.key])
    assert "一张发票只用一次" in text(at_desk(Role.OFFICER, 2), url)
    other = at_desk(Role.OFFICER, 3)
    assert "这里没有发现" in text(other, url)
    assert other.get(of(only_finding(run))).status_code == 404
    assert "一张发票只用一次" in text(at_desk(Role.AUDITOR), url)
    assert "这里没有发现" in text(at_desk(Role.AUDITOR, 3), url)


def test_findings_are_narrowed_by_kind_state_and_department() -> None:
    one_invoice_twice()
    client, url = at_desk(Role.AUDITOR), reverse("clearance:audit", args=[audited().key])
    for query, there in (
        ("?kind=rule", True),
        ("?kind=linked", False),
        ("?state=closed", False),
        (f"?department={department(1).pk}", True),
        (f"?department={department(3).pk}", False),
        ("?department=x&kind=rule", True),
        (f"?department={'9' * 30}", True),
    ):
        assert ("在它之前还有 1 项支持" in text(client, url + query)) is there, query


def test_both_supports_stand_side_by_side() -> None:
    one_invoice_twice()
    page = text(at_desk(Role.OFFICER, 1), of(only_finding(audited())))
    assert "A-1" in page and "A-2" in page and page.count("side-") == 4
    assert "300.00" in page and "200.00" in page


def test_of_another_departments_person_neither_name_nor_title_is_shown() -> None:
    """Not in the list, not on the page; the auditor and their own department see it."""
    held("award:P-1", 300_00, title="某甲的创业补贴", entity="person:7", invoice="F1", person="person:7")
    held("award:P-2", 200_00, of=2, title="检测补助", entity="乙公司", invoice="F1")
    awarded("award:P-1", "欧阳虚构", personal=True)
    finding = only_finding(audited())
    other = at_desk(Role.OFFICER, 2)
    page = text(other, of(finding))
    assert "欧阳虚构" not in page and "某甲" not in page and "不显示姓名和名称" in page
    listed = text(other, reverse("clearance:audit", args=[finding.run.key]))
    assert "欧阳虚构" not in listed and "某甲" not in listed
    for client in (at_desk(Role.OFFICER, 1), at_desk(Role.AUDITOR)):
        assert "欧阳虚构" in text(client, of(finding))


def test_the_officer_answers_and_the_auditor_closes() -> None:
    one_invoice_twice()
    finding = only_finding(audited())
    desk, auditor = at_desk(Role.OFFICER, 1), at_desk(Role.AUDITOR)
    assert "提交答复" in text(desk, of(finding)) and "办结这一条" not in text(auditor, of(finding))
    said = {"idempotency_key": "answer-1234", "row_version": 1, "outcome": "confirmed", "reason": ""}
    short = desk.post(of(finding, "answer"), said)
    assert short.status_code == 422 and "confirmed" in short.content.decode()
    said["reason"] = "两家合办，一张发票报了两次，已追回"
    assert desk.post(of(finding, "answer"), said).status_code == 302
    assert desk.post(of(finding, "answer"), said).status_code == 302  # pressed twice
    finding.refresh_from_db()
    assert finding.state == FindingState.ANSWERED and finding.answers.count() == 1
    page = text(auditor, of(finding))
    assert "已追回" in page and "办结这一条" in page and "办结这一条" not in text(desk, of(finding))
    stale = auditor.post(
        of(finding, "close"), {"idempotency_key": "close-1234", "row_version": 1, "reason": "可以"}
    )
    assert stale.status_code == 409 and "可以" in stale.content.decode()
    done = auditor.post(
        of(finding, "close"), {"idempotency_key": "close-5678", "row_version": 2, "reason": "同意"}
    )
    assert done.status_code == 302
    assert "已办结" in text(auditor, of(finding)) and "提交答复" not in text(desk, of(finding))


def test_a_form_without_its_guard_is_refused() -> None:
    one_invoice_twice()
    finding = only_finding(audited())
    answer = at_desk(Role.OFFICER, 1).post(of(finding, "answer"), {"outcome": "void", "reason": "不是一件事"})
    assert answer.status_code == 422 and not finding.answers.exists()

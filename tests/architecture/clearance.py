"""Rows for the access matrix: a check that is blocked and warns, an exception that was confirmed, a refused hand-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhongchuang.cases.models import ClaimAttempt
from zhongchuang.clearance.models import Check, Override, StoredSupport
from zhongchuang.core import clock

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case
    from zhongchuang.parties.models import Account

FACTS = "f" * 64


def a_check(case: Case, another: Case, asked_by: Account, answered_by: Account) -> None:
    """What the addresses of checks show: of a case that was handed in."""
    holder, department, now = f"case:{case.number}", case.round.department, clock.now()
    said = ["测试规则", "Test rule"]
    finding = {
        "rule": "test",
        "outcome": "blocked",
        "title": said,
        "said": ["不得重复：1 项已有支持。", "It may not be had again."],
        "note": None,
        "source": said,
        "document": "shi-2020-1",
        "clause": "二（一）",
        "counted": [[f"case:{another.number}", 100]],
        "competing": [],
        "unsure": [],
        "paths": [],
        "allowed": 0,
        "remaining": None,
    }
    StoredSupport.objects.create(
        ref=holder,
        amount=100,
        on=clock.today(),
        standing="waiting",
        department=department,
        title=case.title,
        changed_at=now,
    )
    Check.objects.create(
        holder=holder,
        verdict="blocked",
        asked=100,
        allowed=0,
        warned=True,
        findings=[finding],
        told=[["不得重复：1 项已有支持。", "It may not be had again."]],
        facts_sha256=FACTS,
        department=department,
        title=case.title,
        at=now,
        by="system:tests",
    )
    Override.objects.create(
        number="LW-TEST-1",
        holder=holder,
        facts_sha256="0" * 64,
        recipient=case.applicant_name,
        title=case.title,
        rules=[{"id": "test", "title": said, "source": said, "document": "shi-2020-1", "clause": "二（一）"}],
        reason="虚构的理由，只为测试。",
        amount=100,
        department=department,
        state="void",
        asked_by=asked_by,
        asked_as="officer",
        asked_at=now,
        answered_by=answered_by,
        answered_as="reviewer",
        answered_at=now,
        confirmed_at=now,
        voided_at=now,
    )
    ClaimAttempt.objects.create(
        case=another,
        other=case,
        holder=holder,
        text="发票 24912000000012345678",
        first_at=now,
        last_at=now,
        by="person:1",
    )

"""What the tests of audits are built from: two departments, their people, supports that meet. All invented."""

from __future__ import annotations

import datetime as dt

from zhongchuang.clearance.models import AuditFinding, AuditRun, Award, AwardSource, AwardState
from zhongchuang.clearance.rules import Key, Level, Standing, Support
from zhongchuang.clearance.services import support_keep
from zhongchuang.clearance.services.audit_running import audit_run
from zhongchuang.clearance.services.auditing import audit_ask
from zhongchuang.clearance.tests.awards import department
from zhongchuang.core import clock
from zhongchuang.parties.tests.factory import SYSTEM

DAY = dt.date(2026, 5, 6)


def held(
    ref: str,
    amount: int = 100_00,
    *,
    of: int = 1,
    on: dt.date = DAY,
    title: str = "",
    standing: Standing = Standing.PAID,
    **keys: str,
) -> Support:
    """A support of a department, with its row; `invoice="F1"` and so on are its keys."""
    named = {Key(name): frozenset({value}) for name, value in keys.items()}
    made = Support(ref, amount, on, standing, Level.CITY, "990000", named)
    support_keep(actor=SYSTEM, support=made, title=title or ref, department_id=department(of).pk)
    return made


def awarded(ref: str, name: str, *, of: int = 1, code: str = "", personal: bool = False) -> Award:
    """The award a support counts as: its recipient's name."""
    row: Award = Award.objects.create(
        number=f"GK-{ref.rpartition(':')[2]}",
        ref=ref,
        source=AwardSource.IMPORTED,
        state=AwardState.WAITING,
        recipient_name=name,
        recipient_code=code,
        personal=personal,
        title=f"{name}的项目",
        department=department(of),
        department_name=department(of).name,
        amount=100_00,
        decided_on=DAY,
        created_at=clock.now(),
    )
    return row


def one_invoice_twice(*, second: int = 2) -> None:
    """A support of department 1 and a later one of another, on one invoice."""
    held("case:A-1", 300_00, entity="甲公司", invoice="F1")
    held("case:A-2", 200_00, of=second, on=DAY + dt.timedelta(days=9), entity="乙公司", invoice="F1")


def audited() -> AuditRun:
    """An audit, asked for and run."""
    made = audit_ask(actor=SYSTEM, soon=False)
    audit_run(actor=SYSTEM, key=made.key)
    made.refresh_from_db()
    return made


def only_finding(run: AuditRun) -> AuditFinding:
    """The finding of a run that has one."""
    return AuditFinding.objects.get(run=run)

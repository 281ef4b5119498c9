"""An audit cut off anywhere, by real processes and SIGKILL: after each death no finding is there, at the end each one once.

The control writes its findings as it goes, which shows that the danger is real. The engine runs in the children only: an engine
with threads of its own must not be there before a process divides.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos import Process, Start, endure, forked, statements_of, struck
from tests.concurrency.payment_run import LASTS
from zhongchuang.clearance.models import AuditConcern, AuditFinding, AuditRun, AuditState
from zhongchuang.clearance.services.audit_running import audit_run
from zhongchuang.clearance.services.auditing import audit_ask
from zhongchuang.clearance.tests.auditing import DAY, held
from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.audit.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS = int(os.environ.get("ZHONGCHUANG_CHAOS", "20"))
BY = SystemActor("clearance.audit")
INVOICES = 12
MOST_DEATHS = 2


def supports() -> None:
    """Each of some invoices used by two departments."""
    for number in range(INVOICES):
        held(f"case:C-{number}-1", 100_00, entity=f"甲{number}", invoice=f"F{number}")
        later = DAY + dt.timedelta(days=1)
        held(f"case:C-{number}-2", 90_00, of=2, on=later, entity=f"乙{number}", invoice=f"F{number}")


def counted(work: Callable[[], object], note: Path) -> int:
    """How many statements a run takes, counted in a process of its own."""
    process = forked(lambda: note.write_text(str(statements_of(work))))()
    while (code := process.wait()) is None:
        continue
    assert code == 0
    return int(note.read_text())


def looked(run: AuditRun, start: Start) -> Start:
    """After every death: nothing of it is there, or all of it and its word."""

    def begin() -> Process:
        there = AuditFinding.objects.filter(run=run).count()
        done = AuditRun.objects.get(pk=run.pk).state == AuditState.DONE
        assert (there, done) in ((0, False), (INVOICES, True))
        return start()

    return begin


def check_whole(run: AuditRun) -> None:
    """Every finding once, with both departments, and one word in the log that it is done."""
    run.refresh_from_db()
    assert run.state == AuditState.DONE and run.found == INVOICES
    refs = sorted(tuple(refs) for refs in AuditFinding.objects.filter(run=run).values_list("refs", flat=True))
    assert refs == sorted((f"case:C-{n}-2", f"case:C-{n}-1") for n in range(INVOICES))
    assert AuditConcern.objects.filter(finding__run=run).count() == 2 * INVOICES
    ended = AuditEntry.objects.filter(verb="clearance.audit_run", target_id=str(run.pk))
    assert ended.count() == 1


def test_an_audit_killed_anywhere_is_whole_or_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    supports()
    first = audit_ask(actor=BY, soon=False)
    statements = counted(lambda: audit_run(actor=BY, key=first.key), tmp_path / "statements")
    check_whole(first)
    deaths = 0
    for seed in range(SEEDS):
        run = audit_ask(actor=BY, soon=False)

        def work(key: str = run.key) -> None:
            audit_run(actor=BY, key=key)

        at = random.Random(seed).randrange(statements)
        deaths += endure(
            looked(run, forked(work)),
            seed=seed,
            lasts=LASTS,
            most_deaths=MOST_DEATHS,
            doomed=looked(run, forked(struck(work, at=at))),
        ).deaths
        check_whole(run)
    assert deaths >= SEEDS
    if SEEDS > 20:
        with capsys.disabled():
            print(f"\n{SEEDS} 次核查，进程被杀 {deaths} 次，每次要么全部、要么没有；没有一条发现不全或重复")


def test_control_findings_written_as_they_come_are_there_in_part() -> None:
    supports()
    run = audit_ask(actor=BY, soon=False)

    def naive() -> None:
        for number in range(INVOICES):
            AuditFinding.objects.create(
                run=run,
                kind="rule",
                severity="breach",
                refs=[f"case:C-{number}-2"],
                digest=f"{number}-{os.getpid()}",
            )
        AuditRun.objects.filter(pk=run.pk).update(state=AuditState.DONE, finished_at=clock.now())

    process = forked(struck(naive, at=INVOICES // 2))()
    while process.wait() is None:
        continue
    run.refresh_from_db()
    assert 0 < AuditFinding.objects.filter(run=run).count() < INVOICES and run.state != AuditState.DONE

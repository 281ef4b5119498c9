"""The room's tasks and listeners. They may run twice: what is down is not taken down again, a sum is read as it stands now."""

from __future__ import annotations

from django_tasks import task

from zhongchuang.clearance.events import AuditAsked, AwardImportAsked
from zhongchuang.clearance.services.awards import award_paid
from zhongchuang.clearance.services.import_keeping import import_files_forget
from zhongchuang.clearance.services.importing import import_go_on
from zhongchuang.clearance.services.names import names_take_down
from zhongchuang.clearance.services.review_telling import reviews_remind
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable
from zhongchuang.ledger.events import ClawbackChanged, PaymentMoved
from zhongchuang.ledger.selectors.of_cases import paid_to_case

PAID_BY = SystemActor("clearance.awards_paid")
IMPORTER = SystemActor("clearance.award_import")
AUDITOR = SystemActor("clearance.audit")


def payment_heard(happened: PaymentMoved | ClawbackChanged) -> None:
    """Listener: money of a case moved, or came back. What its award has been paid is read anew, whatever the event says."""
    award_paid(actor=PAID_BY, ref=f"case:{happened.case}", amount=paid_to_case(happened.case))


@task
def awards_take_down(_due: str) -> int:
    """How many names of natural persons were taken down."""
    return names_take_down(actor=SystemActor("clearance.awards_take_down"))


retryable(awards_take_down, attempts=5)


@task
def forget_import_files(_due: str) -> int:
    """How many files of imports were destroyed after their term."""
    return import_files_forget(actor=SystemActor("clearance.forget_import_files"))


retryable(forget_import_files, attempts=5)


@task
def remind_reviews(_due: str) -> int:
    """How many were told that awards wait for their review."""
    return reviews_remind(actor=SystemActor("clearance.remind_reviews"))


retryable(remind_reviews, attempts=5)


def import_soon(happened: AwardImportAsked) -> None:
    """Listener: a file of awards was handed in, or somebody confirmed it."""
    import_awards.enqueue(happened.key)


@task
def import_awards(key: str) -> str:
    """Read a file, or take in one that was confirmed; returns its state, empty where there was nothing to do.

    One whose worker died is taken up again by the reaper: nothing of it was written, or all of it.
    """
    return import_go_on(actor=IMPORTER, key=key) or ""


retryable(import_awards, attempts=8)


def audit_soon(happened: AuditAsked) -> None:
    """Listener: somebody asked for an audit."""
    run_audit.enqueue(happened.key)


@task
def run_audit(key: str) -> str:
    """Look at everything again; returns how it ended, empty where there was nothing to do.

    One whose worker died is taken up again by the reaper: nothing of it was written, or all of it.
    """
    from zhongchuang.clearance.services.audit_running import audit_run  # 100 MB: loaded where one runs

    return audit_run(actor=AUDITOR, key=key) or ""

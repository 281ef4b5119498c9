"""The room's tasks."""

from __future__ import annotations

from django_tasks import task

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.jobs.tasks import retryable
from zhongchuang.parties import services
from zhongchuang.parties.events import TenantImportAsked
from zhongchuang.parties.services.personal import BY
from zhongchuang.parties.services.tenants import import_run

IMPORTER = SystemActor("parties.tenant_import")


@task
def erase_due(_due: str) -> int:
    """Erase everybody whose day has come; returns how many. Told when it was due, as every scheduled task is (ISO 8601)."""
    return services.erasures_run(actor=BY)


retryable(erase_due, attempts=8)


def import_soon(happened: TenantImportAsked) -> None:
    """Listener: somebody confirmed a sheet of tenants."""
    import_tenants.enqueue(happened.key)


@task
def import_tenants(key: str) -> str:
    """Write one import; returns how it ended, empty where there was nothing to do.

    One that failed says so on its page, and a second try finds nothing to do. One whose worker died is taken up again by the
    reaper, and `import_run` finds it undone; often, for a sheet does not kill workers: it was read in a process of its own.
    """
    return import_run(actor=IMPORTER, key=key) or ""


retryable(import_tenants, attempts=8)

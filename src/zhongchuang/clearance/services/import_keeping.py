"""The files of imports are destroyed after their term: what their rows said stays, as far as it may, with the awards."""

from __future__ import annotations

from django.db import transaction

from zhongchuang.clearance.models import AwardImport, ImportState
from zhongchuang.clearance.selectors.importing import imports_to_forget
from zhongchuang.clearance.services.import_common import save
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import lock_row
from zhongchuang.files.selectors import file_by_key
from zhongchuang.files.services import file_destroy

_OPEN = (ImportState.WAITING, ImportState.READ)


def import_files_forget(*, actor: Actor) -> int:
    """Destroy every file whose term is over, each in its own transaction; returns how many. What nobody took in by then is given
    up with it. Safe to call again. Raises NotAllowed for people.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    due = list(imports_to_forget(clock.now()).order_by("pk").values_list("pk", flat=True))
    return sum(_forget(actor, pk) for pk in due)


@transaction.atomic
def _forget(actor: Actor, pk: int) -> bool:
    held = lock_row(AwardImport.objects.all(), pk)
    now = clock.now()
    if (
        not imports_to_forget(now).filter(pk=pk).exists()
    ):  # somebody took it in meanwhile, or another worker was faster
        return False
    before = held.state
    if held.state in _OPEN:
        held.state = ImportState.DROPPED
    held.problems.all().delete()  # they say what stood in cells
    held.file_gone_at = now
    save(held, "state", "file_gone_at")
    audit_write(
        actor=actor,
        verb="clearance.import_file_forget",
        target=held,
        before={"state": before, "kept": True},
        after={"state": held.state, "kept": False, "sha256": held.sha256},
    )
    stored = file_by_key(held.file_key)
    if stored is not None:
        file_destroy(actor=actor, file=stored)
    return True

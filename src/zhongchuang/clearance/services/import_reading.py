"""A file of awards is read and looked at: what it would change, what is wrong with it. Nothing is taken in."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import transaction

from zhongchuang.clearance.importing.rows import CellProblem, FileError, ReadRow
from zhongchuang.clearance.models import AwardImport, ImportProblem, ImportState
from zhongchuang.clearance.selectors.importing import known_rows, known_standing
from zhongchuang.clearance.services.import_common import (
    CHUNK,
    chunks_of,
    file_of,
    reached,
    rows_of,
    save,
    with_places,
)
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import Wording
from zhongchuang.core.locks import lock_row
from zhongchuang.parties.selectors.organisations import places

logger = logging.getLogger("zhongchuang.clearance.importing")
KEPT_PROBLEMS = 5_000
"""So many problems are kept and shown; the rest is counted by rows."""
SHOW_EVERY = 5_000
BROKE_OFF = Wording(
    "读取时平台出错，什么也没有导入。请重新上传；还是不行请联系管理员。",
    "The platform failed while reading; nothing was taken in. Upload it again, or ask the administrator.",
)


def award_import_read(*, actor: Actor, key: str) -> AwardImport:
    """Read a file that waits, and keep what it would change and what is wrong with it. Nothing is taken in; done once.

    Where nothing can be read the file says why. Raises NotAllowed, NotFound, FileDamaged.
    """
    found = reached(actor, key)
    if found.state != ImportState.WAITING:
        return found
    look = _Look(found)
    try:
        with file_of(found) as file:
            for chunk in chunks_of(rows_of(file), CHUNK):
                look.take(chunk)
                if look.rows - look.shown >= SHOW_EVERY:
                    look.shown = look.rows
                    AwardImport.objects.filter(pk=found.pk).update(progress=look.rows)
        failed = None
    except FileError as error:
        failed = error.told
    except Exception:
        logger.exception("import %s broke off while it was read", key)
        _keep_look(actor, found.pk, look, BROKE_OFF)
        raise
    return _keep_look(actor, found.pk, look, failed)


class _Look:
    """What a file would change, counted chunk by chunk."""

    def __init__(self, found: AwardImport) -> None:
        self.source, self.complete = found.source_key, found.complete
        self.places = frozenset(places().values_list("pk", flat=True))
        self.rows = self.bad = self.fresh = self.same = self.corrected = self.shown = 0
        self._met = 0
        self.problems: list[CellProblem] = []

    def take(self, chunk: Sequence[ReadRow]) -> None:
        """Count some rows."""
        self.rows += len(chunk)
        checked = [with_places(one, self.places) for one in chunk]
        known = known_rows(self.source, [one.number for one in checked if one.number])
        self._met += sum(standing for _sha, standing in known.values())
        for one in checked:
            if one.row is None:
                self.bad += 1
                self.problems += one.problems[: KEPT_PROBLEMS - len(self.problems)]
            elif one.number not in known:
                self.fresh += 1
            elif known[one.number][0] == one.row.sha256:
                self.same += 1
            else:
                self.corrected += 1

    @property
    def gone(self) -> int:
        """How many of the department's awards are not in a file that is said to hold all."""
        return known_standing(self.source).count() - self._met if self.complete else 0


@transaction.atomic
def _keep_look(actor: Actor, pk: int, look: _Look, failed: Wording | None) -> AwardImport:
    held = lock_row(AwardImport.objects.all(), pk)
    if held.state != ImportState.WAITING:  # another worker was faster, or somebody gave it up
        return held
    if failed is not None:
        held.state, held.problem_zh, held.problem_en = ImportState.FAILED, failed.zh[:400], failed.en[:600]
    else:
        held.state = ImportState.READ
        held.rows, held.bad, held.progress = look.rows, look.bad, look.rows
        held.fresh, held.same, held.corrected, held.gone = look.fresh, look.same, look.corrected, look.gone
        ImportProblem.objects.bulk_create(
            ImportProblem(
                found_in=held, row=one.row, column=one.column, zh=one.told.zh[:400], en=one.told.en[:600]
            )
            for one in look.problems
        )
    save(
        held,
        *(
            "state",
            "rows",
            "bad",
            "progress",
            "fresh",
            "same",
            "corrected",
            "gone",
            "problem_zh",
            "problem_en",
        ),
    )
    audit_write(
        actor=actor,
        verb="clearance.award_import_read",
        target=held,
        after={"state": held.state, "rows": held.rows, "bad": held.bad},
    )
    return held

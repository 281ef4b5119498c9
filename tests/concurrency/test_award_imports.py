"""Files of awards taken in by several workers at once: each row is one award, and two files of one department take turns.

The control looks first and writes then, as somebody would without a turn: there each worker makes its own.
"""

from __future__ import annotations

import datetime as dt

import pytest

from tests.concurrency.processes import barrier, together, values
from zhongchuang.clearance.models import (
    Award,
    AwardImport,
    AwardSource,
    ImportChoice,
    ImportedAward,
    ImportedChange,
    ImportState,
    StoredSupport,
)
from zhongchuang.clearance.services import importing
from zhongchuang.clearance.services.importing import award_import_take, import_go_on
from zhongchuang.clearance.tests.importing import SOURCE, a_row, read_in
from zhongchuang.core import clock
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 12


def confirmed(monkeypatch: pytest.MonkeyPatch, *, first: int = 0, amount: str = "50000") -> AwardImport:
    """A file that waits for a worker."""
    monkeypatch.setattr(importing, "TAKEN_AT_ONCE", 0)
    rows = [a_row(n, place="", amount=amount) for n in range(first, first + ROWS)]
    found = read_in(rows, basis="https://a.test.invalid/")
    return award_import_take(
        actor=SYSTEM, key=found.key, choice=ImportChoice.WHOLE, expected_version=found.row_version
    )


def test_several_workers_with_one_file_write_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = confirmed(monkeypatch)
    values(together(lambda _number: import_go_on(actor=SYSTEM, key=found.key)))
    found.refresh_from_db()
    assert (found.state, found.fresh) == (ImportState.TAKEN, ROWS)
    assert Award.objects.count() == StoredSupport.objects.count() == ROWS


def test_two_files_of_one_department_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of their numbers are in both, with other amounts: whichever comes second corrects the first."""
    half = ROWS // 2
    files = [confirmed(monkeypatch), confirmed(monkeypatch, first=half, amount="60000")]
    values(together(lambda number: import_go_on(actor=SYSTEM, key=files[number].key), count=2))
    done = [AwardImport.objects.get(pk=one.pk) for one in files]
    assert [one.state for one in done] == [ImportState.TAKEN] * 2
    assert sum(one.fresh for one in done) == ROWS + half == Award.objects.count()
    assert sum(one.corrected for one in done) == half == ImportedChange.objects.count()


def test_control_looked_at_first_and_written_then_a_row_is_two_awards() -> None:
    both = barrier(2)

    def naive(number: int) -> None:
        there = ImportedAward.objects.filter(number="GX-1").exists()
        both.wait(60)
        if not there:
            Award.objects.create(
                number=f"GK-{number}",
                ref=f"award:GK-{number}",
                source=AwardSource.IMPORTED,
                recipient_name="虚构制造1有限公司",
                title="虚构技改项目1",
                department_name=SOURCE,
                amount=5_000_050,
                decided_on=dt.date(2024, 6, 30),
                created_at=clock.now(),
            )

    values(together(naive, count=2))
    assert Award.objects.count() == 2

"""Imports as processes do them: what the bank answered, earlier awards, awards of other departments, tenants by the worker.

Each is prepared whole and then taken in by processes that are killed, until one is left to end. Used by the suite with some
seeds and by `make chaos` with many.
"""

from __future__ import annotations

import datetime as dt
import io
import random
from dataclasses import dataclass
from hashlib import sha256
from threading import Event
from typing import Protocol

import time_machine
import xlsxwriter

from tests.chaos import Process, Start, endure, forked, struck
from tests.concurrency.payment_run import LASTS, ORDERS, Run, bank_answers, check_paid_once, prepared
from zhongchuang.cases.backfilling.sheet import columns_of
from zhongchuang.cases.models import Backfill, Case
from zhongchuang.cases.services.backfill import backfill_read, backfill_take
from zhongchuang.cases.tests.factory import CODES, COUNTY, content
from zhongchuang.cases.tests.office.factory import Desk
from zhongchuang.clearance.models import (
    Award,
    AwardImport,
    DisclosedChange,
    ImportChoice,
    StoredSupport,
)
from zhongchuang.clearance.models import ImportState as AwardsState
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.clearance.services.importing import award_import_take, import_go_on
from zhongchuang.clearance.tests.importing import a_row, read_in
from zhongchuang.core.clock import use_date
from zhongchuang.core.jobs.worker import run_worker
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.ledger.banking.batch_file import FileFormat
from zhongchuang.ledger.models import Budget, LineResult, PaymentBatch, ResultImport
from zhongchuang.ledger.services.batches import batch_export, batch_make
from zhongchuang.ledger.services.results import results_import, results_read
from zhongchuang.ledger.tests.factory import FINANCE
from zhongchuang.ledger.tests.payments import lines_of, no_objection
from zhongchuang.parties.models import ImportState, ResidencyEvent, Tenant, TenantDeclaration, TenantImport
from zhongchuang.parties.services.tenants import import_confirm, import_upload
from zhongchuang.parties.tests.factory import SYSTEM
from zhongchuang.parties.tests.sheets import row, workbook
from zhongchuang.parties.tests.space_factory import a_code, make_space

ROWS = ORDERS
MOST_DEATHS = 3
TODAY = dt.date(2026, 11, 20)
REST = dt.timedelta(hours=1)


class Import(Protocol):
    """Something to be taken in, in one piece."""

    def take(self) -> None:
        """Take it in, as one process does; again as somebody does who never got an answer."""
        ...

    def taken(self) -> int:
        """How many of its rows are there."""
        ...

    def check_whole(self) -> None:
        """All of it, once, and it says so."""
        ...


def endured(made: Import, *, seed: int, statements: int) -> int:
    """Take it in by processes that are killed: the first at a seeded one of its statements, the next at seeded moments, until
    one is left to end. After every death all of it is there or nothing. Returns how many died.
    """

    def looked(start: Start) -> Start:
        def begin() -> Process:
            assert made.taken() in (0, ROWS)
            return start()

        return begin

    at = random.Random(seed).randrange(statements)
    return endure(
        looked(forked(made.take)),
        seed=seed,
        lasts=LASTS,
        most_deaths=MOST_DEATHS,
        doomed=looked(forked(struck(made.take, at=at))),
    ).deaths


@dataclass(frozen=True)
class Answers:
    """What the bank answers to a batch that was exported."""

    run: Run
    batch: PaymentBatch

    def take(self) -> None:
        """Upload the file and say that it is right; again under the same key."""
        results = results_read(actor=FINANCE, filename="回单.csv", data=bank_answers(self.batch))
        results_import(actor=FINANCE, results=results, expected_version=1, key=f"{self.run.name}-import")

    def taken(self) -> int:
        """How many lines are answered."""
        return sum(line.result != LineResult.PENDING for line in lines_of(self.batch))

    def check_whole(self) -> None:
        """Every payment arrived once, but the one that came back; the file stands in the books once."""
        check_paid_once(self.run)
        files = [one for one in ResultImport.objects.all() if self.batch.number in str(one.table)]
        assert [one.rows for one in files] == [ROWS]


def answers(year: Budget, seed: int) -> Answers:
    """A batch of its own, sent to the bank."""
    run = prepared(year, seed)
    batch = batch_make(
        actor=FINANCE, orders={order.pk: None for order in run.orders}, key=None, check=no_objection
    )
    batch_export(actor=FINANCE, batch=batch, file_format=FileFormat.CSV)
    return Answers(run, batch)


@dataclass(frozen=True)
class Awards:
    """A sheet of earlier awards, read and clean; the officer's form under whose key it is taken in."""

    desk: Desk
    sheet: Backfill
    numbers: tuple[str, ...]
    key: str

    def take(self) -> None:
        """Press the button; again with the same form, as somebody does whose answer never came."""
        with use_date(TODAY):
            backfill_take(
                actor=self.desk.acts(self.desk.officer),
                sheet=self.sheet.key,
                expected_version=self.sheet.row_version,
                key=self.key,
            )

    def taken(self) -> int:
        """How many cases of it there are."""
        return Case.objects.filter(number__in=self.numbers).count()

    def check_whole(self) -> None:
        """All of it, once, each with its claim; and the sheet says so."""
        assert self.taken() == ROWS
        assert all(len(claims_of(f"case:{number}")) == 1 for number in self.numbers)
        assert Backfill.objects.get(pk=self.sheet.pk).state == "done"


def awards(desk: Desk, seed: int) -> Awards:
    """A sheet of its own."""
    heads = [column.head for column in columns_of(content())]
    numbers = tuple(f"虚构〔2024〕{seed}-{n}号" for n in range(ROWS))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, heads)
        for line, number in enumerate(numbers, 1):
            told = {
                "原编号": number,
                "申请单位": "虚构单位1",
                "统一社会信用代码": CODES[1],
                "地区代码": COUNTY,
                "名称": f"早年项目{seed}-{line}",
                "申请金额（元）": "80000",
                "批准金额（元）": "50000.50",
                "决定日期": "2024年6月30日",
                "状态": "有效",
                "项目名称": f"早年项目{seed}-{line}",
            }
            page.write_row(line, 0, [told.get(head, "") for head in heads])
    data = out.getvalue()
    with use_date(TODAY):
        sheet = backfill_read(
            actor=desk.acts(desk.officer),
            programme_id=desk.round.programme_id,
            upload=AcceptedUpload("补录.xlsx", FileKind.XLSX, data, sha256(data).hexdigest()),
        )
    assert sheet.problems == [], sheet.problems
    return Awards(desk, sheet, numbers, f"backfill-{seed:06}")


@dataclass(frozen=True)
class Listed:
    """Awards of another department, read and clean; the officer's form under whose key they are taken in."""

    found: AwardImport
    source: str
    key: str

    def take(self) -> None:
        """Press the button, again with the same form; and a worker looks whether anything is left to write."""
        with use_date(TODAY):
            award_import_take(
                actor=SYSTEM,
                key=self.found.key,
                choice=ImportChoice.WHOLE,
                expected_version=self.found.row_version,
                request_key=self.key,
            )
            import_go_on(actor=SYSTEM, key=self.found.key)

    def taken(self) -> int:
        """How many awards of it there are."""
        return Award.objects.filter(department_name=self.source).count()

    def check_whole(self) -> None:
        """All of it, once: awards, what counts, what the public reads; and the file says so."""
        refs = list(Award.objects.filter(department_name=self.source).values_list("ref", flat=True))
        assert len(refs) == ROWS == StoredSupport.objects.filter(ref__in=refs).count()
        assert DisclosedChange.objects.filter(award__ref__in=refs).count() == ROWS
        assert AwardImport.objects.get(pk=self.found.pk).state == AwardsState.TAKEN


def listed(seed: int) -> Listed:
    """A list of its own, of a department of its own."""
    source = f"虚构部门{seed:06}"
    with use_date(TODAY):
        found = read_in(
            [a_row(n, place="") for n in range(ROWS)], source=source, basis="https://a.test.invalid/"
        )
    assert (found.rows, found.bad) == (ROWS, 0)
    return Listed(found, source, f"listed-{seed:06}")


class Roll:
    """A sheet of tenants, read, clean and confirmed; it waits for a worker.

    Workers come one after the other, each an hour after the one before: the dead one has long been missed, and what it had
    claimed is free again.
    """

    def __init__(self, found: TenantImport) -> None:
        self.found = found
        self.begins = dt.datetime.now(dt.UTC)  # noqa: TID251 - the machine's time, which the reaper goes by

    def take(self) -> None:
        """A worker's life, until nothing is left to do; what it finds left over by a dead one is due a little later."""
        for later in (dt.timedelta(), REST / 2):
            with time_machine.travel(self.begins + later):
                run_worker(Event(), until_idle=True)

    def taken(self) -> int:
        """How many tenants of it there are; and an hour passes."""
        self.begins += REST
        return Tenant.objects.filter(space=self.found.space).count()

    def check_whole(self) -> None:
        """All of it, once; and the import says so."""
        space = self.found.space
        assert Tenant.objects.filter(space=space).count() == ROWS
        assert ResidencyEvent.objects.filter(tenant__space=space).count() == ROWS
        assert TenantDeclaration.objects.filter(space=space).count() == ROWS
        assert TenantImport.objects.get(pk=self.found.pk).state == ImportState.DONE


def roll(seed: int) -> Roll:
    """A sheet of its own, of firms and teams."""
    lines = [
        row(a_code() if n % 2 else "", f"虚构{seed}-{n}", "2025-02-03", staff=n + 1) for n in range(ROWS)
    ]
    found = import_upload(
        actor=SYSTEM,
        space=make_space(f"虚构空间{seed}"),
        filename="名册.xlsx",
        data=workbook(lines),
        on=dt.date(2025, 6, 30),
    )
    assert found.state == ImportState.READY, found.problems
    import_confirm(actor=SYSTEM, found=found, expected_version=1)
    return Roll(found)

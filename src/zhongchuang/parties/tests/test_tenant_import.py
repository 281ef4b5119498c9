"""Tenants by sheet: looked at first, written whole by a worker or not at all, once however often it is tried."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.outbox.models import OutboxEvent
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors.spaces import ImportOver, SheetUnusable, SpaceInputWrong
from zhongchuang.parties.models import (
    ImportState,
    Organisation,
    ResidencyEvent,
    Space,
    Tenant,
    TenantDeclaration,
    TenantImport,
)
from zhongchuang.parties.selectors.residency import known_tenants
from zhongchuang.parties.services import tenant_writing, tenants
from zhongchuang.parties.services.tenants import (
    import_cancel,
    import_confirm,
    import_run,
    import_upload,
)
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account, make_organisation
from zhongchuang.parties.tests.sheets import row, workbook
from zhongchuang.parties.tests.space_factory import a_code, happens, make_space, make_tenant

pytestmark = pytest.mark.django_db
WORKER = SystemActor("parties.tenant_import")
TODAY = dt.date(2026, 11, 21)
ON = dt.date(2026, 9, 30)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with use_date(TODAY):
        yield


def uploaded(space: Space, *rows: list[Any], on: dt.date = ON) -> TenantImport:
    return import_upload(actor=SYSTEM, space=space, filename="名册.xlsx", data=workbook(rows), on=on)


def done(found: TenantImport) -> TenantImport:
    """Confirmed, and written by the worker."""
    import_confirm(actor=SYSTEM, found=found, expected_version=found.row_version)
    import_run(actor=WORKER, key=found.key)
    found.refresh_from_db()
    return found


def cells(found: TenantImport) -> list[str]:
    return [problem["cell"] for problem in found.problems]


def test_nothing_is_written_before_it_is_confirmed() -> None:
    space = make_space()
    found = uploaded(space, row(a_code(), "虚构甲", staff=5), row("", "虚构队"))
    assert (found.state, found.problems, len(found.rows)) == (ImportState.READY, [], 2)
    assert not Tenant.objects.exists()
    assert import_run(actor=WORKER, key=found.key) is None  # nobody has confirmed it
    assert not Tenant.objects.exists()


def test_a_confirmed_sheet_is_written_whole() -> None:
    space, code = make_space(), a_code()
    known = make_organisation(a_code(), "平台已有的单位")
    found = uploaded(
        space,
        row(code, "虚构甲", staff=5, workstations=4, revenue_fen="12.5万元"),
        row(known.uscc, "另写的名称"),
        row("", "虚构队", "2026-05-06", staff=3),
    )
    import_confirm(actor=SYSTEM, found=found, expected_version=1)
    assert OutboxEvent.objects.filter(name="parties.import_asked").count() == 1
    assert import_run(actor=WORKER, key=found.key) is ImportState.DONE
    found.refresh_from_db()
    assert (found.state, found.done_part, found.result) == (
        ImportState.DONE,
        100,
        {"new": 3, "changed": 0, "same": 0},
    )
    assert {str(one): one.stay for one in Tenant.objects.select_related("organisation")} == {
        "虚构甲": "resident",
        "平台已有的单位": "resident",
        "虚构队": "resident",
    }
    firm = Organisation.objects.get(uscc=code)
    assert (firm.place_id, firm.kind) == ("990000", "enterprise")
    declared = TenantDeclaration.objects.get(tenant__organisation=firm)
    assert (declared.on, declared.values, declared.imported) == (
        ON,
        {"staff": 5, "workstations": 4, "revenue_fen": 12_500_000},
        found,
    )
    assert ResidencyEvent.objects.filter(kind="admitted").count() == 3


def test_run_again_it_changes_nothing() -> None:
    space = make_space()
    found = done(uploaded(space, row("", "虚构队", staff=3)))
    before = (Tenant.objects.count(), ResidencyEvent.objects.count(), TenantDeclaration.objects.count())
    assert import_run(actor=WORKER, key=found.key) is None
    assert before == (
        Tenant.objects.count(),
        ResidencyEvent.objects.count(),
        TenantDeclaration.objects.count(),
    )


def test_a_worker_that_dies_leaves_nothing_and_the_next_writes_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    space = make_space()
    found = uploaded(space, row(a_code(), "虚构甲", staff=3), row("", "虚构队"))
    import_confirm(actor=SYSTEM, found=found, expected_version=1)

    class Killed(BaseException):
        """The process ends here."""

    def dies(*_args: object, **_kwargs: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(tenant_writing, "emit", dies)  # after everything was written, before the commit
        with pytest.raises(Killed):
            import_run(actor=WORKER, key=found.key)
    assert not Tenant.objects.exists() and not ResidencyEvent.objects.exists()
    found.refresh_from_db()
    assert found.state == ImportState.RUNNING
    assert import_run(actor=WORKER, key=found.key) is ImportState.DONE
    assert (Tenant.objects.count(), ResidencyEvent.objects.count()) == (2, 2)


def test_a_failure_in_the_middle_is_said_and_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    space = make_space()
    found = uploaded(space, row("", "虚构队", staff=3))
    import_confirm(actor=SYSTEM, found=found, expected_version=1)

    def fails(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(tenant_writing, "emit", fails)
    with pytest.raises(RuntimeError):
        import_run(actor=WORKER, key=found.key)
    found.refresh_from_db()
    assert found.state == ImportState.FAILED and "一行也没有写入" in found.problems[0]["zh"]
    assert not Tenant.objects.exists()


def test_one_wrong_cell_and_no_row_may_be_written() -> None:
    space = make_space()
    found = uploaded(space, row(a_code(), "虚构甲"), row("91999999000000000A", "虚构乙"))
    assert (found.state, cells(found)) == (ImportState.FAULTY, ["A3"])
    with pytest.raises(ImportOver):
        import_confirm(actor=SYSTEM, found=found, expected_version=1)
    assert import_run(actor=WORKER, key=found.key) is None
    assert not Tenant.objects.exists()


def test_a_firm_in_another_space_is_a_problem_of_its_cell() -> None:
    code = a_code()
    make_tenant(make_space("甲空间"), uscc=code)
    found = uploaded(make_space("乙空间"), row("", "虚构队"), row(code, "虚构甲"))
    assert cells(found) == ["A3"] and "甲空间" in found.problems[0]["zh"]


def test_what_changed_between_looking_and_writing_is_seen_and_stops_it_whole() -> None:
    code, here, there = a_code(), make_space("甲空间"), make_space("乙空间")
    found = uploaded(here, row("", "虚构队"), row(code, "虚构甲"))
    assert found.state == ImportState.READY
    make_tenant(there, uscc=code)
    finished = done(found)
    assert (finished.state, cells(finished)) == (ImportState.FAILED, ["A3"])
    assert not Tenant.objects.filter(space=here).exists()


def test_figures_that_change_are_declared_and_those_left_empty_stay() -> None:
    space = make_space()
    make_tenant(space, "虚构队", team=True, on=dt.date(2026, 2, 3), values={"staff": 3, "workstations": 2})
    same = done(uploaded(space, row("", "虚构队", staff=3)))
    assert same.result == {"new": 0, "changed": 0, "same": 1}
    changed = done(uploaded(space, row("", "虚构队", staff=4)))
    assert changed.result == {"new": 0, "changed": 1, "same": 0}
    assert known_tenants(space, TODAY)["虚构队"].values == {"staff": 4, "workstations": 2}
    assert ResidencyEvent.objects.count() == 1


def test_an_applicant_in_the_sheet_is_admitted_and_who_left_may_come_back() -> None:
    space = make_space()
    make_tenant(space, "申请队", team=True, kind=EventKind.APPLIED, on=dt.date(2026, 1, 5))
    gone = make_tenant(space, "回来队", team=True, on=dt.date(2025, 2, 3))
    happens(gone, EventKind.LEFT, dt.date(2025, 6, 1))
    done(uploaded(space, row("", "申请队"), row("", "回来队")))
    assert [one.stay for one in Tenant.objects.order_by("pk")] == ["resident", "resident"]


@pytest.mark.parametrize("on", [dt.date(2026, 11, 22), dt.date(2024, 2, 29)])
def test_the_day_of_the_data_lies_within_the_life_of_the_space(on: dt.date) -> None:
    with pytest.raises(SpaceInputWrong):
        uploaded(make_space(), row(), on=on)


def test_no_workbook_is_no_import() -> None:
    with pytest.raises(SheetUnusable):
        import_upload(actor=SYSTEM, space=make_space(), filename="a.xlsx", data=b"PK\x03\x04", on=ON)
    assert not TenantImport.objects.exists()


def test_a_double_upload_is_one_and_a_stale_confirmation_is_told() -> None:
    space, key, data = make_space(), new_idempotency_key(), workbook([row()])
    first, second = (
        import_upload(actor=SYSTEM, space=space, filename="a.xlsx", data=data, on=ON, key=key)
        for _ in range(2)
    )
    assert first == second
    with pytest.raises(StaleVersion):
        import_confirm(actor=SYSTEM, found=first, expected_version=7)


def test_a_cancelled_import_is_over() -> None:
    found = uploaded(make_space(), row())
    cancelled = import_cancel(actor=SYSTEM, found=found, expected_version=1)
    with pytest.raises(ImportOver):
        import_confirm(actor=SYSTEM, found=cancelled, expected_version=2)
    assert import_run(actor=WORKER, key=found.key) is None


def test_only_the_operator_uploads_and_only_the_platform_writes() -> None:
    space = make_space()
    outsider = actor(make_account(*Role))
    with pytest.raises(NotAllowed):
        import_upload(actor=outsider, space=space, filename="a.xlsx", data=workbook([row()]), on=ON)
    found = uploaded(space, row())
    for verb in (import_confirm, import_cancel):
        with pytest.raises(NotAllowed):
            verb(actor=outsider, found=found, expected_version=1)
    with pytest.raises(NotAllowed):
        import_run(actor=outsider, key=found.key)


def test_a_sheet_of_many_is_written_in_few_statements(django_assert_max_num_queries: Any) -> None:
    """What a row costs is a bulk insert and one update; nothing asks the database row by row."""
    space = make_space()
    found = uploaded(space, *(row("", f"虚构队{n}", staff=n) for n in range(60)))
    import_confirm(actor=SYSTEM, found=found, expected_version=1)
    with django_assert_max_num_queries(60 + 45):
        import_run(actor=WORKER, key=found.key)
    assert Tenant.objects.count() == 60
    assert json.dumps(found.rows)  # kept as JSON
    assert tenants.CHECKED_PART < 100

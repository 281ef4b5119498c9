"""After a decision, several at the same moment: one change, one answer to it; one leave recorded; one finding, decided once.

Each race has a control: the verb itself with its constraint taken from the table, or with a row read before anybody wrote in
place of the row it would hold.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from django.db import connection, models

from zhongchuang.cases.deciding.leave import reminders_now
from zhongchuang.cases.models import (
    Case,
    CaseChange,
    HonestyRecord,
    LeaveEntry,
    LeaveKind,
    LeaveState,
    Letter,
)
from zhongchuang.cases.services import changing, honesty, leave_reminding, leaving
from zhongchuang.cases.services.changing import change_ask, change_decide
from zhongchuang.cases.services.honesty import (
    honesty_answer,
    honesty_decide,
    honesty_lift,
    honesty_propose,
)
from zhongchuang.cases.services.leave_reminding import leaves_remind
from zhongchuang.cases.services.leaving import leave_agree, leave_ask, leave_record, leave_take_back
from zhongchuang.cases.tests.after.scene import (
    LAST_DAY,
    Leave,
    a_leave,
    a_project,
    a_suspect,
    holder,
    officer,
    reviewer,
)
from zhongchuang.cases.tests.factory import OPENED
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import ZhongchuangError
from zhongchuang.core.tests.factory import race
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Standing
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 4
Act = Callable[[], object]


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    """The day on which everything here is prepared."""
    with use_date(OPENED):
        yield


def winners(outcomes: Sequence[object], *codes: str) -> int:
    """How many got through; everybody else must have been refused in the words meant for that."""
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all(isinstance(one, ZhongchuangError) and one.code in codes for one in refused), refused
    return len(outcomes) - len(refused)


@contextmanager
def without(model: type[models.Model], name: str) -> Iterator[None]:
    """The table without one of its constraints; the rows go before it comes back."""
    constraint = next(one for one in model._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model._default_manager.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def holding_nothing(
    patch: pytest.MonkeyPatch, verbs: ModuleType, rows: Sequence[models.Model]
) -> Callable[[Act], Act]:
    """The verbs of a module work on what everybody read before anybody wrote, instead of on rows they hold.

    An act is wrapped so that it reads first, then waits for the others.
    """
    looked, kept = threading.Barrier(RACERS), threading.local()

    def not_locked(
        asked: models.QuerySet[Any], pk: object, *, expected_version: int | None = None
    ) -> models.Model:
        found: models.Model = kept.rows[asked.model, pk]
        return found

    patch.setattr(verbs, "lock_row", not_locked)

    def wrapped(act: Act) -> Act:
        def run() -> object:
            kept.rows = {(type(row), row.pk): type(row)._default_manager.get(pk=row.pk) for row in rows}
            looked.wait(20)
            return act()

        return run

    return wrapped


class TestChanges:
    """A change of a project that runs: asked for one at a time, answered once."""

    def asking(self, case: Case) -> list[Act]:
        who, last = holder(case), (("leader", "虚构乙"), ("project", "虚构项目二期")) * (RACERS // 2)

        def ask(field: str, value: str) -> Act:
            kind = "name" if field == "project" else field
            return lambda: change_ask(
                actor=who, case_id=case.pk, kind=kind, answers={field: value}, reason="方向调整。"
            )

        return [ask(field, value) for field, value in last]

    def answering(self, row: CaseChange, *, granted: Sequence[bool]) -> list[Act]:
        def answer(yes: bool) -> Act:
            who = officer()
            return lambda: change_decide(actor=who, pk=row.pk, granted=yes, opinion="理由充分。")

        return [answer(yes) for yes in granted]

    def one_open(self) -> tuple[Case, CaseChange]:
        case = a_project()
        self.asking(case)[1]()
        return case, CaseChange.objects.get()

    def test_of_several_asked_for_one_is_open(self) -> None:
        assert winners(race(self.asking(a_project())), "cases.change_open") == 1
        assert CaseChange.objects.filter(granted=None).count() == 1

    def test_control_without_the_constraint_all_are_open(self) -> None:
        case = a_project()
        with without(CaseChange, "one_open_change"):
            assert winners(race(self.asking(case))) == RACERS
            assert CaseChange.objects.filter(granted=None).count() == RACERS

    def test_of_several_answers_one_counts(self) -> None:
        case, row = self.one_open()
        outcomes = race(self.answering(row, granted=(True, False) * 2))
        assert winners(outcomes, "cases.change_decided") == 1
        row.refresh_from_db()
        case.refresh_from_db()
        assert (case.answers["project"] == "虚构项目二期") is row.granted
        assert Letter.objects.filter(case=case, kind="change").count() == (1 if row.granted else 0)

    def test_control_without_the_lock_every_answer_counts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        case, row = self.one_open()
        wrapped = holding_nothing(monkeypatch, changing, (case, row))
        outcomes = race([wrapped(act) for act in self.answering(row, granted=(False,) * RACERS)])
        assert winners(outcomes) == RACERS


class TestLeaves:
    """A leave: one request at a time, answered once at each desk, recorded or taken back but not both; reminded of once."""

    def asking(self, leave: Leave) -> list[Act]:
        who = actor(leave.researcher)

        def ask(kind: LeaveKind, on: dt.date) -> Act:
            return lambda: leave_ask(actor=who, case_id=leave.case.pk, kind=kind, on=on, words="另有安排。")

        longer, back = dt.date(2030, 8, 31), dt.date(2028, 9, 1)
        wanted = ((LeaveKind.EXTENSION, longer), (LeaveKind.RETURN, back), (LeaveKind.END, back))
        return [ask(*one) for one in (*wanted, wanted[0])]

    def requested(self) -> tuple[Leave, LeaveEntry]:
        leave = a_leave()
        self.asking(leave)[0]()
        return leave, LeaveEntry.objects.get()

    def managers(self, leave: Leave) -> list[Act]:
        institute = leave.case.employer
        assert institute is not None  # who is on leave has an employer

        def answer(entry: LeaveEntry, yes: bool) -> Act:
            account = make_account(Role.ACADEMIC)
            parties.membership_add(
                actor=SYSTEM, account=account, organisation=institute, standing=Standing.MANAGER
            )
            who = actor(account)
            return lambda: leave_agree(actor=who, pk=entry.pk, agrees=yes, words="已研究。")

        found = LeaveEntry.objects.get()
        return [answer(found, yes) for yes in (True, False) * (RACERS // 2)]

    def agreed(self) -> tuple[Leave, LeaveEntry, list[Act]]:
        """Agreed by the employer; two officers record it while the researcher takes it back in two windows."""
        leave, entry = self.requested()
        leave_agree(actor=actor(leave.manager), pk=entry.pk, agrees=True, words="同意。")
        entry.refresh_from_db()

        def record() -> Act:
            who = officer()
            return lambda: leave_record(actor=who, pk=entry.pk, records=True, words="")

        def take_back() -> Act:
            who = actor(leave.researcher)
            return lambda: leave_take_back(actor=who, pk=entry.pk)

        return leave, entry, [record(), take_back(), record(), take_back()]

    def test_of_several_requests_one_is_open(self) -> None:
        assert winners(race(self.asking(a_leave())), "cases.leave_request_open") == 1
        assert LeaveEntry.objects.count() == 1

    def test_control_without_the_constraint_all_are_open(self) -> None:
        leave = a_leave()
        with without(LeaveEntry, "one_open_leave_request"):
            assert winners(race(self.asking(leave))) == RACERS
            assert LeaveEntry.objects.filter(state=LeaveState.ASKED).count() == RACERS

    def test_of_several_managers_one_answers(self) -> None:
        leave, entry = self.requested()
        outcomes = race(self.managers(leave))
        assert winners(outcomes, "cases.leave_answered", "cases.leave_out_of_turn") == 1
        entry.refresh_from_db()
        assert entry.state in (LeaveState.AGREED, LeaveState.REFUSED)

    def test_control_without_the_lock_every_manager_answers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        leave, entry = self.requested()
        acts = self.managers(leave)
        wrapped = holding_nothing(monkeypatch, leaving, (leave.case, entry))
        assert winners(race([wrapped(act) for act in acts])) == RACERS

    def test_it_is_recorded_or_taken_back(self) -> None:
        leave, entry, acts = self.agreed()
        assert winners(race(acts), "cases.leave_answered") == 1
        entry.refresh_from_db()
        last = entry.until if entry.state == LeaveState.RECORDED else LAST_DAY
        assert leave.fresh().in_force_until == last
        papers = Letter.objects.filter(case=leave.case, kind="leave").count()
        assert papers == (1 if entry.state == LeaveState.RECORDED else 0)

    def test_control_without_the_lock_it_is_both(self, monkeypatch: pytest.MonkeyPatch) -> None:
        leave, entry, acts = self.agreed()
        wrapped = holding_nothing(monkeypatch, leaving, (leave.fresh(), entry))
        assert winners(race([wrapped(act) for act in acts])) == RACERS
        assert Letter.objects.filter(case=leave.case, kind="leave").count() == 2

    def test_several_workers_remind_of_it_once(self) -> None:
        a_leave()
        with use_date(dt.date(2029, 3, 5)):
            outcomes = race([lambda: leaves_remind(actor=SYSTEM)] * RACERS)
        assert winners(outcomes) == RACERS
        assert sum(one for one in outcomes if isinstance(one, int)) == 1
        assert LeaveEntry.objects.filter(kind=LeaveKind.REMINDER).count() == 1

    def test_control_what_looked_earlier_reminds_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each worker knows what was told of before any of them told, and the table takes it."""
        a_leave()
        monkeypatch.setattr(
            leave_reminding, "reminders_now", lambda days, _told, today: reminders_now(days, set(), today)
        )
        with use_date(dt.date(2029, 3, 5)), without(LeaveEntry, "leave_reminded_once"):
            outcomes = race([lambda: leaves_remind(actor=SYSTEM)] * RACERS)
            assert sum(one for one in outcomes if isinstance(one, int)) == RACERS


class TestHonesty:
    """A falsification: one proposal at a time, decided once, lifted once."""

    def proposing(self, case: Case) -> list[Act]:
        def propose() -> Act:
            who = officer()
            return lambda: honesty_propose(
                actor=who, case_id=case.pk, finding="发票是假的。", evidence="税务查验结果。"
            )

        return [propose() for _ in range(RACERS)]

    def proposed(self) -> tuple[Case, HonestyRecord]:
        case = a_suspect()
        self.proposing(case)[0]()
        record = HonestyRecord.objects.get()
        honesty_answer(actor=holder(case), number=record.number, statement="不是故意的。")
        record.refresh_from_db()
        return case, record

    def deciding(self, record: HonestyRecord) -> list[Act]:
        def decide(yes: bool) -> Act:
            who = reviewer()
            return lambda: honesty_decide(actor=who, number=record.number, records=yes, grounds="已核实。")

        return [decide(yes) for yes in (True, False) * (RACERS // 2)]

    def lifting(self, record: HonestyRecord) -> list[Act]:
        def lift() -> Act:
            who = reviewer()
            return lambda: honesty_lift(actor=who, number=record.number, reason="复议撤销。")

        return [lift() for _ in range(RACERS)]

    def recorded(self) -> HonestyRecord:
        _case, record = self.proposed()
        self.deciding(record)[0]()
        record.refresh_from_db()
        return record

    def test_of_several_proposals_one_is_open_and_no_number_is_lost(self) -> None:
        assert winners(race(self.proposing(a_suspect())), "cases.honesty_open") == 1
        self.proposing(a_suspect())[0]()
        numbers = HonestyRecord.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == ["CX-2026-0001", "CX-2026-0002"]

    def test_control_without_the_constraint_all_are_open(self) -> None:
        case = a_suspect()
        with without(HonestyRecord, "one_open_honesty_proposal"):
            assert winners(race(self.proposing(case))) == RACERS
            assert HonestyRecord.objects.filter(state="proposed").count() == RACERS

    def test_of_several_decisions_one_counts(self) -> None:
        _case, record = self.proposed()
        assert winners(race(self.deciding(record)), "cases.honesty_decided") == 1
        record.refresh_from_db()
        assert (record.until is not None) is (record.state == "recorded")

    def test_control_without_the_lock_every_decision_counts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        _case, record = self.proposed()
        wrapped = holding_nothing(monkeypatch, honesty, (record,))
        assert winners(race([wrapped(act) for act in self.deciding(record)])) == RACERS

    def test_of_several_liftings_one_counts(self) -> None:
        assert winners(race(self.lifting(self.recorded())), "cases.honesty_not_running") == 1

    def test_control_without_the_lock_every_lifting_counts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        record = self.recorded()
        wrapped = holding_nothing(monkeypatch, honesty, (record,))
        assert winners(race([wrapped(act) for act in self.lifting(record)])) == RACERS

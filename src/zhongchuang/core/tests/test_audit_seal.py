"""Sealing: every entry once, late commits in the next seal, an unbroken chain, published whatever fails in
between."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from zhongchuang.core import clock
from zhongchuang.core.actors import SYSTEM
from zhongchuang.core.audit.models import AuditEntry, AuditPublication, AuditSeal, AuditSealMember
from zhongchuang.core.audit.publication import Publication, PublicationUnavailable
from zhongchuang.core.audit.seal import publish_pending, seal_day, seal_due
from zhongchuang.core.audit.seal_record import FIRST_PREVIOUS
from zhongchuang.core.audit.verify import verify
from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.tests.factory import race, write_entry

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)
NEXT = DAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def frozen(settings: Settings, tmp_path: Path) -> Iterator[clock.FrozenClock]:
    settings.AUDIT_PUBLICATION_DIR = tmp_path / "audit"
    with clock.use_date(DAY) as held:
        yield held


def sealed(number: int) -> list[str]:
    members = AuditSealMember.objects.filter(seal=number).order_by("position").select_related("entry")
    return [member.entry.target_id for member in members if member.entry.verb == "test.change"]


def test_a_seal_holds_each_entry_once_and_chains_to_the_one_before(frozen: clock.FrozenClock) -> None:
    for number in range(3):
        write_entry(number)
    first = seal_day(DAY, actor=SYSTEM)
    frozen.move_to(NEXT)
    write_entry(3)
    second = seal_day(NEXT, actor=SYSTEM)
    assert (sealed(1), sealed(2)) == (["0", "1", "2"], ["3"])
    assert (first.previous, second.previous) == (FIRST_PREVIOUS, first.seal_hash)
    lines = Publication().read_seals().seals
    assert [(line.record.number, line.record.root) for line in lines] == [(1, first.root), (2, second.root)]
    assert verify().ok


def test_a_late_commit_enters_the_next_seal(frozen: clock.FrozenClock) -> None:
    """An entry dated before the seal, with an id before those sealed, that was not committed when the seal
    was made."""
    early = clock.now()
    frozen.advance(dt.timedelta(hours=1))
    write_entry(1)
    seal_day(DAY, actor=SYSTEM)
    frozen.move_to(early)
    write_entry(2)
    assert verify().late == 1
    frozen.move_to(NEXT)
    seal_day(DAY, actor=SYSTEM)
    assert sealed(1) == ["1"]
    seal_day(NEXT, actor=SYSTEM)
    assert sealed(2) == ["2"]
    report = verify()
    assert (report.ok, report.late) == (True, 0)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_open_while_the_seal_is_made_is_sealed_next_time(frozen: clock.FrozenClock) -> None:
    """On PostgreSQL the seal does not wait for the writer; on SQLite it does, and then holds the entry."""
    write_entry(1)
    written, commit = threading.Event(), threading.Event()

    def write_late() -> None:
        with transaction.atomic():
            write_entry(2)
            written.set()
            commit.wait(10)

    def seal() -> None:
        written.wait(10)
        if connection.vendor == "sqlite":
            commit.set()
        seal_day(DAY, actor=SYSTEM)
        commit.set()

    outcomes = race([write_late, seal])
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    late = ["1"] if connection.vendor == "postgresql" else ["1", "2"]
    assert sealed(1) == late
    frozen.move_to(NEXT)
    seal_day(NEXT, actor=SYSTEM)
    assert sorted(sealed(1) + sealed(2)) == ["1", "2"]
    assert verify().ok


@pytest.mark.django_db(transaction=True)
def test_two_sealers_make_one_seal() -> None:
    for number in range(5):
        write_entry(number)
    outcomes = race([lambda: seal_day(DAY, actor=SYSTEM).number] * 4)
    assert outcomes == [1, 1, 1, 1]
    assert AuditSeal.objects.count() == 1
    assert len(Publication().read_seals().seals) == 1
    assert verify().ok


def test_a_day_is_sealed_once_and_an_empty_day_too() -> None:
    assert seal_day(DAY, actor=SYSTEM).size == 0
    assert seal_day(DAY, actor=SYSTEM).number == 1
    assert verify().ok


def test_a_future_day_is_refused() -> None:
    with pytest.raises(InvalidInput, match="还没有到"):
        seal_day(NEXT, actor=SYSTEM)


def test_days_without_a_scheduler_are_caught_up_without_a_gap(frozen: clock.FrozenClock) -> None:
    write_entry(1)
    frozen.move_to(NEXT)
    assert [seal.day for seal in seal_due(actor=SYSTEM, today=NEXT)] == [DAY]
    frozen.advance(dt.timedelta(days=3))
    made = seal_due(actor=SYSTEM, today=clock.today())
    assert [seal.day.day for seal in made] == [21, 22, 23]
    assert seal_due(actor=SYSTEM, today=clock.today()) == []
    assert verify().ok


def test_a_seal_that_could_not_be_published_is_published_later(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    write_entry()
    with pytest.raises(PublicationUnavailable, match="无法读写"):
        seal_day(DAY, actor=SYSTEM, publication=Publication(blocked))
    assert [finding.kind for finding in verify().findings] == ["unpublished"]
    assert publish_pending() == 1
    assert publish_pending() == 0
    assert verify().ok


def test_a_line_without_its_note_is_not_published_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies after the file was written and before the database knew."""

    def die(**_: object) -> None:
        raise KeyboardInterrupt

    write_entry()
    with monkeypatch.context() as patch:
        patch.setattr(AuditPublication.objects, "create", die)
        with pytest.raises(KeyboardInterrupt):
            seal_day(DAY, actor=SYSTEM)
    assert len(Publication().read_seals().seals) == 1
    assert AuditPublication.objects.count() == 0
    publish_pending()
    assert len(Publication().read_seals().seals) == 1
    assert verify().ok


def test_a_line_torn_by_a_power_cut_does_not_swallow_the_next(frozen: clock.FrozenClock) -> None:
    seal_day(DAY, actor=SYSTEM)
    path = Publication().seals_path
    path.write_text(path.read_text() + '{"number": 2, "da')
    frozen.move_to(NEXT)
    seal_day(NEXT, actor=SYSTEM)
    file = Publication().read_seals()
    assert [line.record.number for line in file.seals] == [1, 2]
    assert [broken.line_number for broken in file.broken] == [2]
    assert AuditEntry.objects.filter(verb="core.audit_seal").count() == 2

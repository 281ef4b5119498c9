"""Verification: whoever tampers, with raw SQL or in the files, is found out and named."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import Settings

from zhongchuang.core import clock
from zhongchuang.core.actors import SYSTEM
from zhongchuang.core.audit import append_only, person_erase
from zhongchuang.core.audit.findings import MEANING, Finding, FindingKind
from zhongchuang.core.audit.leaves import LEAF_FIELDS
from zhongchuang.core.audit.merkle import root
from zhongchuang.core.audit.models import AuditEntry, AuditSeal
from zhongchuang.core.audit.publication import Publication
from zhongchuang.core.audit.seal import seal_day
from zhongchuang.core.audit.seal_record import read_line
from zhongchuang.core.audit.verify import recomputed, verify
from zhongchuang.core.tests.factory import CLERK, execute, write_entry

pytestmark = pytest.mark.django_db
FIRST_DAY = dt.date(2026, 11, 18)


@pytest.fixture(autouse=True)
def log(settings: Settings, tmp_path: Path) -> Iterator[list[UUID]]:
    """Three days of four entries, sealed, and the triggers gone: the tamperer owns the database."""
    settings.AUDIT_PUBLICATION_DIR = tmp_path / "audit"
    written: list[UUID] = []
    with clock.use_date(FIRST_DAY) as frozen:
        for _ in range(3):
            written += [write_entry(number, person=f"person-{number}").pk for number in range(4)]
            seal_day(clock.today(), actor=SYSTEM)
            frozen.advance(dt.timedelta(days=1))
        assert verify().ok
        append_only.remove(connection)
        yield written


def key(identifier: UUID) -> str:
    """A UUID as this database stores it."""
    return identifier.hex if connection.vendor == "sqlite" else str(identifier)


def found() -> list[FindingKind]:
    return [finding.kind for finding in verify().findings]


def only_finding() -> Finding:
    findings = verify().findings
    assert len(findings) == 1, findings
    return findings[0]


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'test.forged'",
        "actor_user_id = 'somebody-else'",
        "after = '{\"amount\": 1000000}'",
        "before = NULL",
        "written_at = '2026-11-18 03:00:00+00:00'",
        "salt = '00'",
        "request_id = 'x'",
        "personal = '{}'",
        "target_id = '99'",
        "leaf_hash = '00'",
    ],
)
def test_a_changed_field_is_found_where_it_is(log: list[UUID], change: str) -> None:
    execute(f"UPDATE core_auditentry SET {change} WHERE id = %s", [key(log[1])])
    finding = only_finding()
    assert (finding.kind, finding.seal, finding.position) == (FindingKind.ENTRY_CHANGED, 1, 1)
    assert finding.entry == log[1]
    assert "第 1 号封存，第 1 叶" in finding.sentence.zh


def test_a_change_with_its_leaf_and_seal_forged_to_match_is_still_found(log: list[UUID]) -> None:
    """The tamperer recomputes everything the database holds; only the public file knows better."""
    execute("UPDATE core_auditentry SET target_id = '99' WHERE id = %s", [key(log[1])])
    forged = recomputed(AuditEntry.objects.values(*LEAF_FIELDS).get(pk=log[1]))
    execute("UPDATE core_auditentry SET leaf_hash = %s WHERE id = %s", [forged, key(log[1])])
    leaves = AuditEntry.objects.filter(membership__seal=1).order_by("membership__position")
    new_root = root(map(bytes.fromhex, leaves.values_list("leaf_hash", flat=True))).hex()
    execute("UPDATE core_auditseal SET root = %s WHERE number = 1", [new_root])
    assert found() == [FindingKind.SEAL_CHANGED, FindingKind.SEAL_CHANGED, FindingKind.ENTRY_CHANGED]
    assert verify().findings[2].entry == log[1]


def test_a_deleted_entry_is_missed(log: list[UUID]) -> None:
    execute("DELETE FROM core_auditsealmember WHERE entry_id = %s", [key(log[6])])
    execute("DELETE FROM core_auditentry WHERE id = %s", [key(log[6])])
    finding = only_finding()
    assert (finding.kind, finding.seal, finding.position) == (FindingKind.ENTRY_MISSING, 2, 3)


def test_an_entry_torn_from_its_seal_is_missed_there(log: list[UUID]) -> None:
    execute("DELETE FROM core_auditsealmember WHERE entry_id = %s", [key(log[0])])
    finding = only_finding()
    assert (finding.kind, finding.entry) == (FindingKind.ENTRY_DETACHED, log[0])


def test_an_entry_put_under_an_old_seal_is_found() -> None:
    added = write_entry(99)
    execute(
        "INSERT INTO core_auditsealmember (entry_id, seal_id, position) VALUES (%s, 1, 4)", [key(added.pk)]
    )
    finding = only_finding()
    assert (finding.kind, finding.entry, finding.seal) == (FindingKind.ENTRY_ADDED, added.pk, 1)


def test_two_entries_swapped_are_found(log: list[UUID]) -> None:
    for position, entry in ((90, log[0]), (0, log[1]), (1, log[0])):
        execute("UPDATE core_auditsealmember SET position = %s WHERE entry_id = %s", [position, key(entry)])
    assert found() == [FindingKind.ENTRY_REORDERED] * 2


def test_an_entry_changed_before_it_is_sealed_is_found() -> None:
    waiting = write_entry(50)
    execute("UPDATE core_auditentry SET target_id = '51' WHERE id = %s", [key(waiting.pk)])
    finding = only_finding()
    assert (finding.kind, finding.entry, finding.seal) == (FindingKind.ENTRY_CHANGED, waiting.pk, None)


def test_a_changed_or_deleted_seal_is_found() -> None:
    execute("UPDATE core_auditseal SET size = 3 WHERE number = 2")
    assert set(found()) == {FindingKind.SEAL_CHANGED}
    execute("UPDATE core_auditseal SET size = 5 WHERE number = 2")
    execute("DELETE FROM core_auditpublication WHERE seal_id = 3")
    execute("DELETE FROM core_auditsealmember WHERE seal_id = 3")
    execute("DELETE FROM core_auditseal WHERE number = 3")
    assert FindingKind.SEAL_MISSING in found()


def edit(change: Callable[[list[str]], list[str]]) -> None:
    """Change the lines of the public file."""
    path = Publication().seals_path
    path.write_text("".join(f"{line}\n" for line in change(path.read_text().splitlines())))


def forge_root(lines: list[str]) -> list[str]:
    """Line 2 with another root and a hash that fits it."""
    record = read_line(lines[1]).record
    forged = type(record)(
        record.number, record.day, record.size, "ab" * 32, record.previous, record.sealed_at
    )
    return [lines[0], forged.line(), lines[2]]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda lines: lines[:2], {FindingKind.FILE_TRUNCATED}),
        (lambda _: [], {FindingKind.FILE_TRUNCATED}),
        (lambda lines: [lines[0], lines[2]], {FindingKind.LINE_MISSING}),
        (lambda lines: lines[1:], {FindingKind.LINE_MISSING}),
        (
            lambda lines: [lines[0], lines[2], lines[1]],
            {FindingKind.LINE_MISSING, FindingKind.LINE_REORDERED},
        ),
        (lambda lines: [*lines, lines[2]], {FindingKind.LINE_REORDERED}),
        (lambda lines: [lines[0], "{}", lines[2]], {FindingKind.LINE_BROKEN, FindingKind.LINE_MISSING}),
        (
            lambda lines: [lines[0].replace('"size":4', '"size":9'), *lines[1:]],
            {FindingKind.LINE_CHANGED, FindingKind.SEAL_CHANGED},
        ),
        (forge_root, {FindingKind.LINE_CHANGED, FindingKind.SEAL_CHANGED, FindingKind.LEAVES_CHANGED}),
    ],
    ids=["cut", "emptied", "gap", "beheaded", "swapped", "repeated", "broken", "altered", "forged"],
)
def test_a_changed_public_file_is_found(
    change: Callable[[list[str]], list[str]], expected: set[FindingKind]
) -> None:
    edit(change)
    assert set(found()) == expected


def test_a_torn_or_missing_public_file_is_found() -> None:
    path = Publication().seals_path
    path.write_text(path.read_text()[:-20])
    assert set(found()) == {FindingKind.FILE_TORN, FindingKind.LINE_BROKEN, FindingKind.FILE_TRUNCATED}
    path.unlink()
    assert found() == [FindingKind.FILE_MISSING]


def test_changed_or_missing_leaves_are_found() -> None:
    leaves = Publication().leaves_path(2)
    text = leaves.read_text()
    leaves.write_text("00" + text[2:])
    assert found() == [FindingKind.LEAVES_CHANGED]
    leaves.unlink()
    assert found() == [FindingKind.LEAVES_MISSING]


def test_without_leaves_the_root_alone_still_tells(log: list[UUID]) -> None:
    Publication().leaves_path(1).unlink()
    execute("UPDATE core_auditentry SET target_id = '99' WHERE id = %s", [key(log[1])])
    assert found() == [FindingKind.LEAVES_MISSING, FindingKind.ENTRY_CHANGED]


def test_a_log_replaced_as_a_whole_does_not_hold_the_hash_somebody_kept() -> None:
    kept = verify().head
    assert verify(known_hash=kept).ok
    edit(lambda lines: lines[:2])
    for table in ("core_auditpublication", "core_auditsealmember", "core_auditseal"):
        column = "number" if table == "core_auditseal" else "seal_id"
        execute(f"DELETE FROM {table} WHERE {column} = 3")
    assert verify().ok
    assert [finding.kind for finding in verify(known_hash=kept).findings] == [FindingKind.KNOWN_HASH_ABSENT]


def test_erasing_a_person_leaves_every_proof_whole() -> None:
    person_erase(actor=CLERK, person_id="person-2", reason="本人申请")
    assert verify().ok
    assert AuditSeal.objects.count() == 3


def test_every_finding_has_its_sentences() -> None:
    assert set(MEANING) == set(FindingKind)
    for kind in FindingKind:
        sentence = Finding(kind, seal=1, detail="细节").sentence
        assert sentence.zh.startswith("第 1 号封存：")
        assert sentence.en.startswith("seal 1: ")


def test_the_public_line_is_plain_json() -> None:
    lines = Publication().seals_path.read_text().splitlines()
    assert list(json.loads(lines[0])) == sorted(
        ["day", "number", "previous", "root", "seal_hash", "sealed_at", "size"]
    )

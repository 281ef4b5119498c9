"""Verification: recompute every leaf and every root from the database, and hold them against the public
files.

Nothing stored is taken on trust. The stored leaf hash of an entry is compared too, but what decides is the
leaf recomputed from its content against the leaf that was published when it was sealed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import connection

from zhongchuang.core.audit import append_only
from zhongchuang.core.audit.findings import Finding, FindingKind, Report
from zhongchuang.core.audit.leaves import LEAF_FIELDS, entry_content, leaf_hash
from zhongchuang.core.audit.merkle import root
from zhongchuang.core.audit.models import AuditEntry, AuditPublication, AuditSeal, AuditSealMember
from zhongchuang.core.audit.publication import Publication, SealFile
from zhongchuang.core.audit.seal import record_of
from zhongchuang.core.audit.seal_record import FIRST_PREVIOUS, PublishedSeal

T = TypeVar("T")
FIRST_MOMENT = dt.datetime.min.replace(tzinfo=dt.UTC)
_BATCH = 2_000


def verify(*, publication: Publication | None = None, known_hash: str | None = None) -> Report:
    """Check the whole log. `known_hash` is a seal hash somebody copied earlier: it must still be in the file.

    Read-only. Memory grows with the largest single seal, not with the log. Raises PublicationUnavailable.
    """
    public = publication or Publication()
    file = public.read_seals()
    findings = [*check_file(file), *_check_known(file, known_hash)]
    lines = {line.record.number: line for line in file.seals}
    seals = {seal.number: seal for seal in AuditSeal.objects.order_by("number")}
    findings += _compare_seals(seals, lines, file)
    entries = 0
    for number in sorted(seals.keys() | lines.keys()):
        found, counted = _check_entries(number, seals.get(number), lines.get(number), public)
        findings += found
        entries += counted
    findings += _check_unsealed(findings)
    unsealed = AuditEntry.objects.filter(membership=None)
    newest = seals[max(seals)].sealed_at if seals else FIRST_MOMENT
    return Report(
        seals=len(seals),
        entries=entries,
        unsealed=unsealed.count(),
        late=unsealed.filter(written_at__lt=newest).count(),
        head=file.seals[-1].claimed_hash if file.seals else FIRST_PREVIOUS,
        findings=tuple(findings),
        unprotected=tuple(append_only.missing(connection)),
    )


def check_file(file: SealFile) -> Iterator[Finding]:
    """What can be said of the public file alone, without any database: readable, unchanged, in order,
    chained."""
    for broken in file.broken:
        yield Finding(FindingKind.LINE_BROKEN, detail=f"第 {broken.line_number} 行：{broken.text}")
    if file.torn:
        yield Finding(FindingKind.FILE_TORN)
    number, previous = 0, FIRST_PREVIOUS
    for line in file.seals:
        record = line.record
        if not line.intact:
            yield Finding(FindingKind.LINE_CHANGED, record.number, detail="行内哈希不符")
        if record.number <= number:
            yield Finding(FindingKind.LINE_REORDERED, record.number)
        for absent in range(number + 1, record.number):
            yield Finding(FindingKind.LINE_MISSING, absent)
        if record.number == number + 1 and record.previous != previous:
            yield Finding(FindingKind.LINE_CHANGED, record.number, detail="与上一行的哈希链断开")
        number, previous = max(number, record.number), line.claimed_hash


def _check_known(file: SealFile, known_hash: str | None) -> Iterator[Finding]:
    wanted = (known_hash or "").strip().lower()
    if wanted and all(line.claimed_hash != wanted for line in file.seals):
        yield Finding(FindingKind.KNOWN_HASH_ABSENT, detail=wanted)


def _compare_seals(
    seals: Mapping[int, AuditSeal], lines: Mapping[int, PublishedSeal], file: SealFile
) -> Iterator[Finding]:
    """The seals of the database against the lines of the file, number by number."""
    noted = set(AuditPublication.objects.values_list("seal_id", flat=True))
    if not file.present and noted:
        yield Finding(FindingKind.FILE_MISSING)
    newest_line = max(lines, default=0)
    for number, seal in seals.items():
        line = lines.get(number)
        if line is None and number not in noted:
            yield Finding(FindingKind.UNPUBLISHED, number)
        elif line is None and number > newest_line and file.present:
            yield Finding(FindingKind.FILE_TRUNCATED, number)
        elif line is not None:
            record = record_of(seal)
            for name in ("day", "size", "root", "previous", "sealed_at"):
                ours, theirs = getattr(record, name), getattr(line.record, name)
                if ours != theirs:
                    yield Finding(FindingKind.SEAL_CHANGED, number, detail=f"{name}：{ours}，公布为 {theirs}")
            if seal.seal_hash != record.seal_hash:
                yield Finding(FindingKind.SEAL_CHANGED, number, detail="seal_hash 与其余各项不符")
    for number in sorted(lines.keys() - seals.keys()):
        yield Finding(FindingKind.SEAL_MISSING, number)


def _check_entries(
    number: int, seal: AuditSeal | None, line: PublishedSeal | None, public: Publication
) -> tuple[list[Finding], int]:
    """One seal's entries against its published leaves; where those cannot be had, against the root alone."""
    findings: list[Finding] = []
    published = public.read_leaves(number) if line is not None else None
    if line is not None and published is None:
        findings.append(Finding(FindingKind.LEAVES_MISSING, number))
    if line is not None and published is not None and not _gives_root(published, line.record.root):
        findings.append(Finding(FindingKind.LEAVES_CHANGED, number))
        published = None
    rows = list(_members(number))
    if seal is None and not rows:
        return findings, 0
    if published is not None:
        findings += _compare_leaves(number, rows, published)
    else:
        findings += _compare_stored(number, rows, line.record.root if line else seal.root if seal else "")
    return findings, len(rows)


def _gives_root(leaves: list[str], expected: str) -> bool:
    try:
        return root(map(bytes.fromhex, leaves)).hex() == expected
    except ValueError:
        return False


Member = tuple[int, UUID, str, str]
"""Position, entry, the leaf recomputed from the content (empty where there is no entry), the leaf stored."""


def _members(number: int) -> Iterator[Member]:
    """The members of a seal in order, each entry recomputed; an entry that is gone has empty leaves."""
    members = AuditSealMember.objects.filter(seal=number).order_by("position", "entry")
    for batch in batched(members.values_list("position", "entry_id").iterator(_BATCH), _BATCH):
        ids = [entry_id for _, entry_id in batch]
        found = {entry["id"]: entry for entry in AuditEntry.objects.filter(pk__in=ids).values(*LEAF_FIELDS)}
        for position, entry_id in batch:
            entry = found.get(entry_id)
            if entry is None:
                yield position, entry_id, "", ""
            else:
                yield position, entry_id, recomputed(entry), str(entry["leaf_hash"])


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def recomputed(entry: Mapping[str, object]) -> str:
    """The leaf of an entry from its content; empty for content that no entry can have had."""
    try:
        return leaf_hash(str(entry["salt"]), entry_content(entry))
    except (TypeError, ValueError):
        return ""


def _compare_leaves(number: int, rows: list[Member], published: list[str]) -> Iterator[Finding]:
    places = {leaf: position for position, leaf in enumerate(published)}
    seen: set[int] = set()
    for position, entry, leaf, stored in rows:
        if position >= len(published) or position in seen:
            yield Finding(FindingKind.ENTRY_ADDED, number, position, entry)
            continue
        seen.add(position)
        if leaf == published[position] and stored == leaf:
            continue
        if not leaf and not stored:
            yield Finding(FindingKind.ENTRY_MISSING, number, position, entry)
        elif leaf == published[position]:
            yield Finding(FindingKind.ENTRY_CHANGED, number, position, entry, "存储的叶哈希被改动，内容无误")
        elif leaf in places:
            yield Finding(
                FindingKind.ENTRY_REORDERED, number, position, entry, f"封存时在第 {places[leaf]} 叶"
            )
        else:
            yield Finding(FindingKind.ENTRY_CHANGED, number, position, entry)
    for position in sorted(set(range(len(published))) - seen):
        still_there = (
            AuditEntry.objects.filter(leaf_hash=published[position]).values_list("id", flat=True).first()
        )
        kind = FindingKind.ENTRY_DETACHED if still_there else FindingKind.ENTRY_MISSING
        yield Finding(kind, number, position, still_there, f"叶 {published[position][:16]}…")


def _compare_stored(number: int, rows: list[Member], expected_root: str) -> Iterator[Finding]:
    """Without published leaves only the stored ones can point at an entry; the root still decides whether
    all is well."""
    exact = True
    for position, entry, leaf, stored in rows:
        if leaf != stored or not leaf:
            exact = False
            kind = FindingKind.ENTRY_CHANGED if leaf or stored else FindingKind.ENTRY_MISSING
            yield Finding(kind, number, position, entry)
    if exact and not _gives_root([leaf for _, _, leaf, _ in rows], expected_root):
        yield Finding(FindingKind.SEAL_CHANGED, number, detail="日志重新计算出的根与封存的根不符")


def _check_unsealed(earlier: list[Finding]) -> Iterator[Finding]:
    """Entries that wait for their seal: content against the leaf they were written with."""
    named = {finding.entry for finding in earlier}
    waiting = AuditEntry.objects.filter(membership=None).order_by("written_at").values(*LEAF_FIELDS)
    for entry in waiting.iterator(chunk_size=_BATCH):
        if entry["id"] not in named and recomputed(entry) != entry["leaf_hash"]:
            yield Finding(FindingKind.ENTRY_CHANGED, entry=entry["id"], detail="尚未封存")

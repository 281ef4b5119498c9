"""The rows of a file as awards, and as supports that count: written in bulk, inside the transaction of whoever calls.

An award of another department is not claimed like a case's: its keys (code, invoices, contracts, category, department) stand
beside its support, and the rules meet them there. A recipient without a code has no key of an entity: a name alone is nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zhongchuang.clearance.decisions import KeyClaim, canonical, identifier
from zhongchuang.clearance.importing.rows import AwardRow
from zhongchuang.clearance.invoices.checks import key_of
from zhongchuang.clearance.models import (
    Award,
    AwardImport,
    AwardSource,
    AwardState,
    ImportedAward,
    ImportedChange,
    StoredSupport,
    SupportKey,
)
from zhongchuang.clearance.rules.facts import Key, Level, Standing, Support
from zhongchuang.clearance.selectors.awards import is_shown
from zhongchuang.clearance.selectors.importing import known_standing
from zhongchuang.clearance.services.changes import Change, ChangeKind, changes_write
from zhongchuang.clearance.services.names import TAKEN_DOWN, imported_content, without_names
from zhongchuang.clearance.services.withdrawing import award_withdrawn, awards_withdraw
from zhongchuang.core import clock
from zhongchuang.core.ids import new_public_id
from zhongchuang.core.json_values import Json
from zhongchuang.core.written import add_all
from zhongchuang.parties.selectors.organisations import organisations_of_codes

PREFIX = "GK"
AT_A_TIME = 2_000
_UNSEEN = frozenset({"representative", "invoices", "contracts"})
"""What no public page shows of an award: the feed of changes, which everybody reads, does not show it either."""
_HIDDEN = frozenset({"name", "title"})
"""What names a natural person, or may: where it changes, a review looks at it before everybody reads it."""


@dataclass(slots=True)
class Written:
    """What a file changed. `publish` tells the public of it: the last thing in the transaction."""

    fresh: int = 0
    same: int = 0
    corrected: int = 0
    gone: int = 0
    left_out: int = 0
    _new: list[int] = field(default_factory=list)
    _changed: list[tuple[int, dict[str, Json]]] = field(default_factory=list)
    _hidden: list[int] = field(default_factory=list)

    def publish(self) -> None:
        """Number what everybody reads of it, in order (`services/changes.py`)."""
        for at in range(0, len(self._new), AT_A_TIME):
            changes_write(
                [Change(Award(pk=pk), ChangeKind.PUBLISHED) for pk in self._new[at : at + AT_A_TIME]]
            )
        for at in range(0, len(self._changed), AT_A_TIME):
            told = self._changed[at : at + AT_A_TIME]
            changes_write([Change(Award(pk=pk), ChangeKind.CORRECTED, content) for pk, content in told])
        for at in range(0, len(self._hidden), AT_A_TIME):
            awards_withdraw(self._hidden[at : at + AT_A_TIME])

    @property
    def withdrawn(self) -> int:
        """How many that everybody read wait for a review now."""
        return len(self._hidden)

    def made_public(self, awards: Iterable[Award]) -> None:
        """New awards everybody may read."""
        self._new += [award.pk for award in awards if award.state == AwardState.PUBLIC]

    def corrected_in_public(
        self, award: Award, was_personal: bool, before: Mapping[str, Json], after: Mapping[str, Json]
    ) -> None:
        """A correction of one that everybody reads: told to them, or, where nobody has looked at whom it would name now, the
        award is out of sight until somebody has.
        """
        if not is_shown(award):
            return
        if award.personal != was_personal or (award.personal and not _HIDDEN.isdisjoint(after)):
            award_withdrawn(award)
            self._hidden.append(award.pk)
        elif not _UNSEEN.issuperset(after):  # else for everybody nothing has changed
            content: dict[str, Json] = {
                name: [before[name], after[name]] for name in after if name not in _UNSEEN
            }
            self._changed.append((award.pk, content))


def write_awards(held: AwardImport, chunks: Iterable[Sequence[tuple[int, str, AwardRow | None]]]) -> Written:
    """Write every row that is no row with errors: new ones, corrections; what a full list no longer has is marked.

    The caller holds the source's turn, so that no two files of one department are written beside each other.
    """
    done = Written()
    numbers: set[str] = set()
    for chunk in chunks:
        numbers.update(number for _line, number, _row in chunk if held.complete)
        done.left_out += sum(row is None for _line, _number, row in chunk)
        _write(held, [(line, row) for line, _number, row in chunk if row is not None], done)
    if held.complete:
        _mark_gone(held, numbers, done)
    return done


def _write(held: AwardImport, rows: Sequence[tuple[int, AwardRow]], done: Written) -> None:
    known = {
        one.number: one
        for one in ImportedAward.objects.filter(
            source_key=held.source_key, number__in=[row.number for _line, row in rows]
        ).select_related("award")
    }
    codes = _entities(row for _line, row in rows)
    fresh = [(line, row) for line, row in rows if row.number not in known]
    other = [(line, row) for line, row in rows if row.number in known]
    changed = [
        (line, row, known[row.number])
        for line, row in other
        if known[row.number].content_sha256 != row.sha256
    ]
    _add(held, fresh, codes, done)
    _correct(held, changed, codes, done)
    back = [known[row.number].pk for _line, row in other if known[row.number].gone_in_id is not None]
    ImportedAward.objects.filter(pk__in=back).update(gone_in=None)
    done.same += len(other) - len(changed)


@dataclass(frozen=True, slots=True)
class _Entity:
    """An organisation as the platform knows it: its row, and its code now (of a merged one, that of the other)."""

    organisation: int
    code: str


def _entities(rows: Iterable[AwardRow]) -> dict[str, _Entity]:
    found = organisations_of_codes({row.uscc for row in rows if row.uscc})
    return {code: _Entity(row.pk, row.uscc) for code, row in found.items()}


def _add(
    held: AwardImport,
    rows: Sequence[tuple[int, AwardRow]],
    codes: Mapping[str, _Entity],
    done: Written,
) -> None:
    now = clock.now()
    awards = []
    for _line, row in rows:
        number = new_public_id(PREFIX)
        award = Award(number=number, ref=f"award:{number}", source=AwardSource.IMPORTED, created_at=now)
        _tell(award, held, row, codes)
        if held.public_basis and not row.personal:  # a person's name has a term, which a review sets
            award.state, award.published_at = AwardState.PUBLIC, now
        awards.append(award)
    add_all(awards)
    supports = [_support(award, row, codes) for award, (_line, row) in zip(awards, rows, strict=True)]
    stored = [_stored(one, award) for one, award in zip(supports, awards, strict=True)]
    add_all(stored)
    add_all(_keys(zip(stored, supports, strict=True)))
    add_all(
        [
            ImportedAward(
                award=award,
                source_key=held.source_key,
                number=row.number,
                content=row.to_json(),
                content_sha256=row.sha256,
                name_key=canonical(row.name)[:200],
                found_in=held,
                row=line,
            )
            for award, (line, row) in zip(awards, rows, strict=True)
        ]
    )
    done.fresh += len(rows)
    done.made_public(awards)


def _correct(
    held: AwardImport,
    rows: Sequence[tuple[int, AwardRow, ImportedAward]],
    codes: Mapping[str, _Entity],
    done: Written,
) -> None:
    """What a department tells otherwise than before: the award says it now, and what it said before is kept beside it."""
    if not rows:
        return
    now = clock.now()
    changes, supports = [], {}
    for line, row, imported in rows:
        award, told = imported.award, row.to_json()
        if _stays_down(award, row):
            told = imported_content(told, [row.name])
        after = {name: value for name, value in told.items() if imported.content.get(name) != value}
        before, was_personal = {name: imported.content.get(name) for name in after}, award.personal
        _tell(award, held, row, codes)
        award.row_version += 1
        imported.content, imported.content_sha256 = told, row.sha256
        imported.name_key = "" if _stays_down(award, row) else canonical(row.name)[:200]
        imported.found_in, imported.row = held, line
        changes.append(
            ImportedChange(imported=imported, found_in=held, row=line, before=before, after=after, at=now)
        )
        if (
            award.state != AwardState.REVOKED
        ):  # what was taken back counts for nothing, whatever its amount was
            supports[award.ref] = (_support(award, row, codes), award)
        done.corrected_in_public(award, was_personal, before, after)
    Award.objects.bulk_update(
        [imported.award for _l, _r, imported in rows], [*_TOLD, "row_version"], batch_size=400
    )
    ImportedAward.objects.bulk_update(
        [imported for _l, _r, imported in rows],
        ["content", "content_sha256", "name_key", "found_in", "row"],
        batch_size=400,
    )
    ImportedChange.objects.bulk_create(changes)
    _rewrite_supports(supports)
    done.corrected += len(rows)


def _rewrite_supports(wanted: Mapping[str, tuple[Support, Award]]) -> None:
    stored = {row.ref: row for row in StoredSupport.objects.filter(ref__in=list(wanted))}
    for ref, row in stored.items():
        fresh = _stored(*wanted[ref])
        for name in _KEPT:
            setattr(row, name, getattr(fresh, name))
    StoredSupport.objects.bulk_update(stored.values(), _KEPT, batch_size=400)
    SupportKey.objects.filter(support__in=[row.pk for row in stored.values()]).delete()
    SupportKey.objects.bulk_create(_keys((row, wanted[ref][0]) for ref, row in stored.items()))


def _mark_gone(held: AwardImport, numbers: set[str], done: Written) -> None:
    """Told, never deleted: somebody has to ask the department why."""
    standing = known_standing(held.source_key)
    missing = [pk for pk, number in standing.values_list("pk", "number").iterator() if number not in numbers]
    for at in range(0, len(missing), AT_A_TIME):
        ImportedAward.objects.filter(pk__in=missing[at : at + AT_A_TIME]).update(gone_in=held)
    done.gone = len(missing)


_TOLD = (
    "state",
    "published_at",
    "named_since",
    "down_on",
    "organisation",
    "recipient_name",
    "recipient_code",
    "personal",
    "title",
    "programme_title",
    "category",
    "department",
    "department_name",
    "place",
    "level",
    "amount",
    "paid",
    "basis_text",
    "decided_on",
)
_KEPT = ("amount", "on", "standing", "level", "place", "since", "until", "title", "changed_at")


def _tell(award: Award, held: AwardImport, row: AwardRow, codes: Mapping[str, _Entity]) -> None:
    """What the row says, in the award's fields (`_TOLD`). `department`: ours who answer for it; who decided stands in words."""
    entity = codes.get(row.uscc)
    award.organisation_id = entity.organisation if entity else None
    award.recipient_name, award.recipient_code, award.personal = row.name, row.uscc, row.personal
    award.title, award.programme_title, award.category = row.title, row.programme, row.category
    if _stays_down(award, row):
        award.recipient_name, award.personal = TAKEN_DOWN, True
        award.title = without_names(row.title, [row.name])
    # a file that was handed in for no department in particular leaves who answers for an award as it is
    award.department_id = held.department_id or award.department_id
    award.department_name = row.department or held.source
    award.place, award.level = row.place, row.level
    award.amount, award.paid = row.amount, row.paid
    award.basis_text, award.decided_on = row.basis, dt.date.fromisoformat(row.decided_on)


def _stays_down(award: Award, row: AwardRow) -> bool:
    """Whether the name in a row is that of a person whose name was taken down: no later file puts it up again. What turns out to
    be an organisation, with its code, was no person's, and a review lets it be public.
    """
    return award.taken_down_at is not None and not row.uscc


def _support(award: Award, row: AwardRow, codes: Mapping[str, _Entity]) -> Support:
    """The award as the rules look at it."""
    entity = codes.get(row.uscc)
    keys = {
        Key.ENTITY: {row.uscc, entity.code if entity else ""},
        Key.CATEGORY: {row.category},
        Key.DEPARTMENT: {award.department_name},
        Key.INVOICE: {identifier(key_of(number)) for number in row.invoices},
        Key.CONTRACT: {identifier(one) for one in _contracts(row)},
    }
    span = (dt.date.fromisoformat(row.since), dt.date.fromisoformat(row.until)) if row.since else None
    return Support(
        award.ref,
        row.amount,
        award.decided_on,
        Standing.PAID if 0 < row.amount <= row.paid else Standing.AWARDED,
        Level(row.level) if row.level else None,
        row.place or None,
        {key: frozenset(values) for key, values in keys.items()},
        span,
    )


def _contracts(row: AwardRow) -> Iterator[KeyClaim]:
    """A contract is its number and who signed it, as a case claims it: by code and by name."""
    for number in row.contracts:
        for party in filter(None, (row.uscc, row.name)):
            yield KeyClaim("contract", (("number", number), ("party", party)), number)


def _stored(support: Support, award: Award) -> StoredSupport:
    since, until = support.span or (None, None)
    return StoredSupport(
        ref=support.ref,
        amount=support.amount,
        on=support.on,
        standing=support.standing,
        level=support.level or "",
        place=support.place or "",
        since=since,
        until=until,
        department=None,
        title=award.title,
        changed_at=clock.now(),
    )


def _keys(pairs: Iterable[tuple[StoredSupport, Support]]) -> list[SupportKey]:
    return [
        SupportKey(support=row, key=key.value, value=value[:200])
        for row, support in pairs
        for key, values in support.keys.items()
        for value in sorted(values)
    ]

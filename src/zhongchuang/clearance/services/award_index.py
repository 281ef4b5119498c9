"""Keeping the index of what is public: entries, recipients and sums follow the awards, inside the transaction that changes them.

`awards_index` compares what the index says of some awards with what they say now and writes the difference, so that it may be called
twice, late, or for an award nothing happened to. Who writes the sums waits for whoever wrote before (`alone`): two awards of one
department add to one row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import TypeAlias

from django.db import connection, transaction

from zhongchuang.clearance.disclosing.entries import Entry, folded_text, recipient_key
from zhongchuang.clearance.models import (
    Award,
    AwardChoice,
    AwardEntry,
    AwardRecipient,
    AwardRecipientYear,
    AwardTotal,
)
from zhongchuang.clearance.selectors.awards import public_awards
from zhongchuang.clearance.services import award_grams
from zhongchuang.core.locks import alone
from zhongchuang.parties.selectors import places

LANE = "clearance.award_index"
_AT_ONCE = 1000
Sum: TypeAlias = tuple[int, int]
"""How many, and how much in 分."""


def awards_index(awards: Iterable[int]) -> int:
    """Bring the index up to date with these awards; returns how many entries were written or taken out.

    Call it after the awards are saved, in the transaction that saved them: the list then never says otherwise.
    """
    waiting, count = iter(sorted(set(awards))), 0
    with transaction.atomic():
        alone(LANE)
        names = _place_names()
        while some := list(islice(waiting, _AT_ONCE)):
            count += _bring_up_to_date(some, names)
    return count


def awards_index_rebuild() -> int:
    """Build the whole index again from the awards; returns how many entries it has. Readers see the old one until it is done."""
    with transaction.atomic():
        alone(LANE)
        for model in (AwardEntry, AwardRecipientYear, AwardRecipient, AwardTotal, AwardChoice):
            model.objects.all().delete()
        names, count, last = _place_names(), 0, 0
        with award_grams.loading():
            while some := list(
                public_awards().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]
            ):
                count += _bring_up_to_date(some, names)
                last = some[-1]
    return count


def _bring_up_to_date(awards: Sequence[int], names: Mapping[str, str]) -> int:
    """One batch: what is to be said of them, what is said, the difference."""
    wanted = {
        award.pk: _entry_of(award, names) for award in public_awards().filter(pk__in=awards).order_by("pk")
    }
    known = {
        row.pk: row for row in AwardEntry.objects.filter(pk__in=awards).select_related("recipient")
    }
    titles = dict(
        AwardChoice.objects.filter(
            field="programme", value__in={row.programme for row in known.values()}
        ).values_list("value", "label")
    )
    before = {pk: _entry_kept(row, titles) for pk, row in known.items()}
    gone = [pk for pk, entry in before.items() if wanted.get(pk) != entry]
    new = [entry for pk, entry in wanted.items() if before.get(pk) != entry]
    if not gone and not new:
        return 0
    recipients = _recipients(new)
    award_grams.take([known[pk] for pk in gone])
    AwardEntry.objects.filter(pk__in=gone).delete()
    rows = AwardEntry.objects.bulk_create([_row_of(entry, recipients) for entry in new])
    award_grams.put(rows)
    _add_up([before[pk] for pk in gone], new, recipients)
    return len({*gone, *(entry.award for entry in new)})


def _entry_of(award: Award, names: Mapping[str, str]) -> Entry:
    """What the index says of an award that is public. The name of a natural person is not among the words: nobody is looked up by it."""
    programme = award.programme or award.programme_title
    title = award.programme_title or award.programme
    return Entry(
        award=award.pk,
        state=award.state,
        day=award.decided_on,
        amount=award.amount,
        department=award.department_name,
        place=award.place,
        programme=programme,
        programme_title=title,
        category=award.category,
        source=award.source,
        recipient=recipient_key(
            code=award.recipient_code, name=award.recipient_name, personal=award.personal
        ),
        recipient_name="" if award.personal else award.recipient_name,
        recipient_code="" if award.personal else award.recipient_code,
        folded=folded_text(
            "" if award.personal else award.recipient_name,
            "" if award.personal else award.recipient_code,
            award.number,
            award.title,
            title,
            award.category,
            award.department_name,
            names.get(award.place, ""),
            award.basis_text,
        ),
    )


def _entry_kept(row: AwardEntry, titles: Mapping[str, str]) -> Entry:
    """What the index says now."""
    return Entry(
        award=row.pk,
        state=row.state,
        day=row.day,
        amount=row.amount,
        department=row.department,
        place=row.place,
        programme=row.programme,
        programme_title=titles.get(row.programme, ""),
        category=row.category,
        source=row.source,
        recipient=row.recipient.key if row.recipient else "",
        recipient_name=row.recipient.name if row.recipient else "",
        recipient_code=row.recipient.code if row.recipient else "",
        folded=row.folded,
    )


def _row_of(entry: Entry, recipients: Mapping[str, AwardRecipient]) -> AwardEntry:
    return AwardEntry(
        award_id=entry.award,
        state=entry.state,
        day=entry.day,
        year=entry.year,
        amount=entry.amount,
        department=entry.department,
        place=entry.place,
        programme=entry.programme,
        category=entry.category,
        source=entry.source,
        recipient=recipients.get(entry.recipient),
        folded=entry.folded,
    )


def _recipients(entries: Sequence[Entry]) -> dict[str, AwardRecipient]:
    """The recipients of these entries, made where they are new, named as the newest of the entries names them."""
    named = {
        entry.recipient: entry for entry in sorted(entries, key=lambda e: (e.day, e.award)) if entry.recipient
    }
    known = {row.key: row for row in AwardRecipient.objects.filter(key__in=named)}
    AwardRecipient.objects.bulk_create(
        [
            AwardRecipient(key=key, name=entry.recipient_name, code=entry.recipient_code)
            for key, entry in named.items()
            if key not in known
        ]
    )
    renamed = [row for key, row in known.items() if row.name != named[key].recipient_name]
    for row in renamed:
        row.name = named[row.key].recipient_name
    AwardRecipient.objects.bulk_update(renamed, ["name"])
    return {row.key: row for row in AwardRecipient.objects.filter(key__in=named)}


def _add_up(gone: Sequence[Entry], new: Sequence[Entry], recipients: Mapping[str, AwardRecipient]) -> None:
    """Take what is gone out of the sums and put what is new in."""
    count: Counter[tuple[object, ...]] = Counter()
    amount: Counter[tuple[object, ...]] = Counter()
    labels: dict[str, str] = {}
    for sign, entries in ((-1, gone), (1, new)):
        for entry in entries:
            labels[entry.programme] = entry.programme_title
            for key in _sums_of(entry):
                count[key] += sign
                amount[key] += sign * (entry.amount if entry.stands or key[0] == "total" else 0)
    changed = {key: (count[key], amount[key]) for key in count if count[key] or amount[key]}
    _write_totals({key[1:]: told for key, told in changed.items() if key[0] == "total"})
    _write_choices({key[1:]: told for key, told in changed.items() if key[0] == "choice"}, labels)
    keys = {str(key[1]) for key in changed if key[0] in ("recipient", "year")}
    by_key = {row.key: row.pk for row in AwardRecipient.objects.filter(key__in=keys - set(recipients))}
    by_key |= {key: row.pk for key, row in recipients.items()}
    _write_recipients({key[1:]: told for key, told in changed.items() if key[0] == "recipient"}, by_key)
    _write_years({key[1:]: told for key, told in changed.items() if key[0] == "year"}, by_key)


def _sums_of(entry: Entry) -> Iterator[tuple[object, ...]]:
    """Every sum the entry belongs to. To a recipient's only while it stands."""
    place, programme, category = entry.place, entry.programme, entry.category
    yield ("total", entry.year, entry.department, place, programme, category, entry.source, entry.state)
    fields: dict[str, object] = {
        "year": entry.year,
        "department": entry.department,
        "place": place,
        "programme": programme,
        "category": category,
        "source": entry.source,
        "state": entry.state,
    }
    for field, value in fields.items():
        if value != "":
            yield ("choice", field, str(value))
    if entry.recipient and entry.stands:
        yield ("recipient", entry.recipient)
        yield ("year", entry.recipient, entry.year)


_TOTAL = (
    "INSERT INTO clearance_awardtotal"
    " (key, year, department, place, programme, category, source, state, count, amount)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, 0) ON CONFLICT (key) DO NOTHING"
)
_TOTAL_ADD = "UPDATE clearance_awardtotal SET count = count + %s, amount = amount + %s WHERE key = %s"
_CHOICE = (
    "INSERT INTO clearance_awardchoice (field, value, label, count, amount) VALUES (%s, %s, %s, 0, 0)"
    " ON CONFLICT (field, value) DO UPDATE SET label = excluded.label"
)
_CHOICE_ADD = (
    "UPDATE clearance_awardchoice SET count = count + %s, amount = amount + %s WHERE field = %s AND value = %s"
)
_RECIPIENT_ADD = "UPDATE clearance_awardrecipient SET count = count + %s, amount = amount + %s WHERE id = %s"
_YEAR = (
    "INSERT INTO clearance_awardrecipientyear (recipient_id, year, count, amount) VALUES (%s, %s, 0, 0)"
    " ON CONFLICT (recipient_id, year) DO NOTHING"
)
_YEAR_ADD = (
    "UPDATE clearance_awardrecipientyear SET count = count + %s, amount = amount + %s"
    " WHERE recipient_id = %s AND year = %s"
)


def _write_totals(sums: Mapping[tuple[object, ...], Sum]) -> None:
    keyed = [(_digest(values), values, told) for values, told in sums.items()]
    _many(_TOTAL, [(key, *values) for key, values, _ in keyed])
    _many(_TOTAL_ADD, [(*told, key) for key, _, told in keyed])


def _write_choices(sums: Mapping[tuple[object, ...], Sum], labels: Mapping[str, str]) -> None:
    said = [
        (field, value, labels.get(str(value), "") if field == "programme" else "") for field, value in sums
    ]
    _many(_CHOICE, said)
    _many(_CHOICE_ADD, [(*told, *key) for key, told in sums.items()])


def _write_recipients(sums: Mapping[tuple[object, ...], Sum], by_key: Mapping[str, int]) -> None:
    _many(_RECIPIENT_ADD, [(*told, by_key[str(key)]) for (key,), told in sums.items()])


def _write_years(sums: Mapping[tuple[object, ...], Sum], by_key: Mapping[str, int]) -> None:
    _many(_YEAR, [(by_key[str(key)], year) for key, year in sums])
    _many(_YEAR_ADD, [(*told, by_key[str(key)], year) for (key, year), told in sums.items()])


def _many(statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def _digest(values: tuple[object, ...]) -> str:
    return sha256("\x1f".join(map(str, values)).encode()).hexdigest()


def _place_names() -> dict[str, str]:
    """Every place by code, as “省 市 县”: an award of a city is found by the name of its province."""
    rows = {code: (name, parent) for code, name, parent in places().values_list("code", "name", "parent_id")}

    def whole(code: str | None) -> Iterator[str]:
        while code in rows:
            name, code = rows[code]
            yield name

    return {code: " ".join(reversed(list(whole(code)))) for code in rows}

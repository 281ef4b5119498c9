"""Keeping the index of what is public: entries, recipients and sums follow the awards, inside the transaction that changes them.

`awards_index` compares what the index says of some awards with what they say now and writes the difference, so that it may be
called twice, late, or for an award nothing happened to. Who writes the sums waits for whoever wrote before (`alone`): two awards
of one department add to one row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.db import transaction

from zhongchuang.clearance.disclosing.entries import Entry, folded_text, recipient_key
from zhongchuang.clearance.models import (
    Award,
    AwardChoice,
    AwardEntry,
    AwardRecipient,
    AwardRecipientYear,
    AwardTotal,
)
from zhongchuang.clearance.selectors.awards import public_among
from zhongchuang.clearance.services import award_grams
from zhongchuang.clearance.services.award_sums import Sums
from zhongchuang.core.locks import alone
from zhongchuang.parties.selectors import places

LANE = "clearance.award_index"
_AT_ONCE = 1000


def awards_index(awards: Iterable[int]) -> int:
    """Bring the index up to date with these awards; returns how many entries were written or taken out.

    Call it after the awards are saved, in the transaction that saved them: the list then never says otherwise.
    """
    waiting, count, sums = iter(sorted(set(awards))), 0, Sums()
    with transaction.atomic():
        alone(LANE)
        names = _place_names()
        while some := list(islice(waiting, _AT_ONCE)):
            count += _bring_up_to_date(some, names, sums)
        sums.write()
    return count


def awards_index_rebuild(tell: Callable[[int, int], None] | None = None) -> int:
    """Build the whole index again from the awards; returns how many entries it has. `tell` hears how many awards were looked
    at, of how many.

    One transaction: readers see the old one until it is done; one that breaks off leaves the old one. Whoever publishes waits.
    """
    with transaction.atomic():
        alone(LANE)
        total = Award.objects.count()
        for model in (AwardEntry, AwardRecipientYear, AwardRecipient, AwardTotal, AwardChoice):
            model.objects.all().delete()
        names, count, seen, last, sums = _place_names(), 0, 0, 0, Sums()
        with award_grams.loading():
            rows = Award.objects.order_by("pk").values_list("pk", flat=True)  # public or not: the batch asks
            while some := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
                count += _bring_up_to_date(some, names, sums)
                seen, last = seen + len(some), some[-1]
                if tell is not None:
                    tell(seen, total)
        sums.write()
    return count


def _bring_up_to_date(awards: Sequence[int], names: Mapping[str, str], sums: Sums) -> int:
    """One batch: what is to be said of them, what is said, the difference."""
    wanted = {award.pk: _entry_of(award, names) for award in public_among(awards)}
    known = {row.pk: row for row in AwardEntry.objects.filter(pk__in=awards).select_related("recipient")}
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
    for pk in gone:
        sums.count(before[pk], -1)
    for entry in new:
        sums.count(entry, 1)
    return len({*gone, *(entry.award for entry in new)})


def _entry_of(award: Award, names: Mapping[str, str]) -> Entry:
    """What the index says of an award. The name of a natural person is not among the words: nobody is looked up by it."""
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
            _nameless(award),
            title,
            award.category,
            award.department_name,
            names.get(award.place, ""),
            award.basis_text,
        ),
    )


def _nameless(award: Award) -> str:
    """For what, without the name of a natural person who may stand in it."""
    if award.personal and len(award.recipient_name) > 1:
        return award.title.replace(award.recipient_name, "")
    return award.title


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


def _place_names() -> dict[str, str]:
    """Every place by code, as “省 市 县”: an award of a city is found by the name of its province."""
    rows = {code: (name, parent) for code, name, parent in places().values_list("code", "name", "parent_id")}

    def whole(code: str | None) -> Iterator[str]:
        while code in rows:
            name, code = rows[code]
            yield name

    return {code: " ".join(reversed(list(whole(code)))) for code in rows}

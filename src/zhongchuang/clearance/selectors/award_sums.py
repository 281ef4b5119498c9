"""The sums kept beside the awards: totals of what is narrowed by the kept fields, the values one may narrow by, recipients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, F, QuerySet, Sum, Value, When

from zhongchuang.clearance.disclosing.entries import STANDING
from zhongchuang.clearance.disclosing.wanted import Wanted
from zhongchuang.clearance.models import AwardChoice, AwardRecipient, AwardRecipientYear, AwardTotal

FIELDS = ("year", "department", "place", "programme", "category", "source", "state")
"""What sums are kept by."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many awards, those revoked among them, and how much of them stands, in 分. Not `exact`: there are more than `count`."""

    count: int
    amount: int | None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Share:
    """One value of a field: how many awards and how much stands."""

    value: str
    label: str
    count: int
    amount: int


STANDS = Sum(Case(When(state=STANDING, then=F("amount")), default=Value(0)))


def sum_kept(wanted: Wanted) -> Total:
    """The exact total of a question that the sums answer (`Wanted.counted_ahead`)."""
    asked = _asked(wanted)
    if len(asked) < 2:
        told = _choices_of(wanted, asked or ["state"]).aggregate(n=Sum("count"), fen=Sum("amount"))
    else:
        told = _narrowed(wanted).aggregate(n=Sum("count"), fen=STANDS)
    return Total(told["n"] or 0, told["fen"] or 0)


def years_kept(wanted: Wanted) -> list[int]:
    """The years in which anything may lie that the kept fields leave, in order; the words of the question are not asked."""
    if len(_asked(wanted)) < 2:
        if wanted.year is not None:
            return [wanted.year]
        years = AwardChoice.objects.filter(field="year", count__gt=0).values_list("value", flat=True)
        return sorted(map(int, years))
    rows = _narrowed(wanted).filter(count__gt=0)
    return sorted(rows.order_by().values_list("year", flat=True).distinct())


def shares_kept(wanted: Wanted, field: str) -> list[Share]:
    """How a question that the sums answer is shared among the values of a field, the largest first."""
    asked = _asked(wanted)
    if asked in ([], [field]):
        rows = _choices_of(wanted, asked or [field]).filter(count__gt=0)
        return _largest_first(Share(row.value, row.label or row.value, row.count, row.amount) for row in rows)
    told = _narrowed(wanted).order_by().values(field).annotate(n=Sum("count"), fen=STANDS)
    labels = labels_of() if field == "programme" else {}
    return _largest_first(
        Share(str(row[field]), labels.get(row[field], "") or str(row[field]), row["n"], row["fen"])
        for row in told
        if row["n"]
    )


def all_choices() -> dict[str, list[Share]]:
    """The values of every field, one statement."""
    found: dict[str, list[Share]] = {field: [] for field in FIELDS}
    for row in AwardChoice.objects.filter(field__in=FIELDS, count__gt=0):
        found[row.field].append(Share(row.value, row.label or row.value, row.count, row.amount))
    return {field: _largest_first(shares) for field, shares in found.items()}


def labels_of() -> Mapping[str, str]:
    """How programmes are called."""
    return dict(AwardChoice.objects.filter(field="programme").values_list("value", "label"))


@dataclass(frozen=True, slots=True)
class RecipientSum:
    """An organisation and what it was awarded that stands, by year."""

    key: str
    name: str
    code: str
    count: int
    amount: int
    years: Mapping[int, tuple[int, int]]


def recipients_kept(year: int | None, *, by_count: bool, first: int, most: int) -> list[RecipientSum]:
    """Organisations by what they were awarded, in all or in one year, the largest first."""
    column = "-count" if by_count else "-amount"
    if year is None:
        rows = list(AwardRecipient.objects.filter(count__gt=0).order_by(column, "pk")[first : first + most])
        return with_years([(row.pk, row.count, row.amount) for row in rows], rows)
    found = AwardRecipientYear.objects.filter(year=year, count__gt=0).select_related("recipient")
    part = list(found.order_by(column, "recipient_id")[first : first + most])
    return with_years(
        [(row.recipient_id, row.count, row.amount) for row in part], [row.recipient for row in part]
    )


def recipients_count(year: int | None) -> int:
    """How many organisations were awarded anything that stands."""
    if year is None:
        return AwardRecipient.objects.filter(count__gt=0).count()
    return AwardRecipientYear.objects.filter(year=year, count__gt=0).count()


def recipients_of(keys: Sequence[str]) -> list[RecipientSum]:
    """These organisations in this order; who was never awarded anything is left out."""
    rows = {row.key: row for row in AwardRecipient.objects.filter(key__in=keys)}
    wanted = [rows[key] for key in dict.fromkeys(keys) if key in rows]
    return with_years([(row.pk, row.count, row.amount) for row in wanted], wanted)


def with_years(sums: Sequence[tuple[int, int, int]], rows: Sequence[AwardRecipient]) -> list[RecipientSum]:
    """Organisations with their own sums, and what they were awarded each year."""
    by_pk = {row.pk: row for row in rows}
    years: dict[int, dict[int, tuple[int, int]]] = {pk: {} for pk in by_pk}
    for kept in AwardRecipientYear.objects.filter(recipient__in=by_pk, count__gt=0).order_by("year"):
        years[kept.recipient_id][kept.year] = (kept.count, kept.amount)
    return [
        RecipientSum(by_pk[pk].key, by_pk[pk].name, by_pk[pk].code, count, amount, years[pk])
        for pk, count, amount in sums
    ]


def _largest_first(shares: Iterable[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: (-share.amount, share.value))


def _asked(wanted: Wanted) -> list[str]:
    """Which of the kept fields narrow."""
    return [
        name
        for name in FIELDS
        if (wanted.place_prefix if name == "place" else getattr(wanted, name)) not in ("", None)
    ]


def _choices_of(wanted: Wanted, asked: Sequence[str]) -> QuerySet[AwardChoice]:
    """The sums of one field; of the value asked for, or of all of its values."""
    [field] = asked
    rows = AwardChoice.objects.filter(field=field)
    if field == "place" and wanted.place_prefix:
        low, high = wanted.place_range
        return rows.filter(value__gte=low, value__lte=high)
    value = getattr(wanted, field)
    return rows if value in ("", None) else rows.filter(value=str(value))


def _narrowed(wanted: Wanted) -> QuerySet[AwardTotal]:
    rows = AwardTotal.objects.all()
    for field in FIELDS:
        value = getattr(wanted, field)
        if field != "place" and value not in ("", None):
            rows = rows.filter(**{field: value})
    if wanted.place_prefix:
        low, high = wanted.place_range
        rows = rows.filter(place__gte=low, place__lte=high)
    return rows

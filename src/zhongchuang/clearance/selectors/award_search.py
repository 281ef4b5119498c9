"""Finding awards: how many, how much, and a page of them in an order.

Three ways, chosen by how much is found, so that a question about a million awards costs what its answer costs:

* few (up to `MOST_COUNTED`): the index names them, they are counted and added up exactly, and the page is cut from them;
* many: the list is walked in its order and rows are asked until the page is full: a few hundred rows. Where what is looked for
  stands far down the list (a programme that ended years ago), walking would ask every row before it; so after `_NEAR` rows it
  goes on year by year (or amount by amount), and the index says first whether there is anything there at all: of the years
  nearer than anything seen while counting, all in one question;
* everything, or what the sums are kept by: totals come from the sums, exact, however many there are.

A total that is not known exactly says “more than”, and never an amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from zhongchuang.clearance.disclosing.asking import Ask
from zhongchuang.clearance.disclosing.entries import STANDING, band_of, band_range, mark
from zhongchuang.clearance.disclosing.wanted import Cursor, Order, Wanted
from zhongchuang.clearance.models import Award, AwardEntry
from zhongchuang.clearance.selectors.award_grams import (
    TABLE,
    Parameter,
    Source,
    answers,
    candidates,
    certain,
    everything,
)
from zhongchuang.clearance.selectors.award_sums import Total, sum_kept, years_kept

PER_PAGE = 20
MOST_COUNTED = 5_000
"""So many are counted and added up; of more it is said that there are more."""
_NEAR = 2_000
"""So many rows are walked before the index is asked where to go on."""
_MOST_SORTED = 2_000
"""So many of a year are fetched and sorted; a year that has more is walked."""
_MOST_AMOUNT = 2**63 - 1
"""In 分: more stands in no row."""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of what was found. `before`, `after`: where the neighbouring pages begin, None at the ends."""

    total: Total
    awards: tuple[Award, ...]
    before: Cursor | None
    after: Cursor | None


def find_awards(wanted: Wanted, cursor: Cursor | None = None, *, per_page: int = PER_PAGE) -> FoundPage:
    """A page of the awards that answer. Raises QueryUnreadable."""
    question = Question.of(wanted)
    rows, total = _rows(question, cursor, per_page + 1)
    more, shown = len(rows) > per_page, rows[:per_page]
    if cursor is not None and cursor.backwards:
        shown = shown[::-1]
        before, after = more, True
    else:
        before, after = cursor is not None, more
    by_key = Award.objects.select_related("organisation", "department").in_bulk([row for row, _ in shown])
    return FoundPage(
        total,
        tuple(by_key[row] for row, _ in shown),
        Cursor(shown[0][1], shown[0][0], backwards=True) if shown and before else None,
        Cursor(shown[-1][1], shown[-1][0]) if shown and after else None,
    )


def count_awards(wanted: Wanted) -> Total:
    """How many answer, and how much. Raises QueryUnreadable."""
    if wanted.counted_ahead:
        return sum_kept(wanted)
    return _few(Question.of(wanted), None, 0, MOST_COUNTED).total


def awards_in_order(wanted: Wanted, *, at_once: int = 500) -> Iterator[Award]:
    """Everything that answers, in its order, read piece by piece: for files of any length. Raises QueryUnreadable."""
    cursor: Cursor | None = None
    while True:
        page = find_awards_only(wanted, cursor, at_once)
        yield from page
        if len(page) < at_once:
            return
        last = page[-1]
        cursor = Cursor(last.amount if wanted.order.column == "amount" else last.decided_on, last.pk)


def find_awards_only(wanted: Wanted, cursor: Cursor | None, most: int) -> list[Award]:
    """The next awards that answer, without a total. Raises QueryUnreadable."""
    rows = [row for row, _ in _listed(Question.of(wanted), cursor, most)]
    by_key = Award.objects.select_related("organisation", "department").in_bulk(rows)
    return [by_key[row] for row in rows]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as conditions: on the index, and on the rows."""

    wanted: Wanted
    ask: Ask | None
    marks: tuple[int, ...]
    conditions: tuple[str, ...]
    parameters: tuple[Parameter, ...]

    @classmethod
    def of(cls, wanted: Wanted) -> Question:
        """From what somebody wants. Raises QueryUnreadable."""
        ask = wanted.ask
        fields: list[tuple[str, Parameter]] = [
            (name, value)
            for name in ("year", "department", "programme", "category", "source", "state")
            if (value := getattr(wanted, name)) not in ("", None)
        ]
        marks = [mark(name, value) for name, value in fields]
        conditions = [f"e.{name} = %s" for name, _ in fields]
        parameters = [value for _, value in fields]
        if prefix := wanted.place_prefix:
            marks.append(mark("place", prefix))
            conditions.append("e.place >= %s AND e.place <= %s")
            parameters += wanted.place_range
        for bound, value in ((">=", wanted.least), ("<=", wanted.most)):
            if value is not None:
                conditions.append(f"e.amount {bound} %s")
                parameters.append(value)
        if wanted.recipient:
            conditions.append("e.recipient_id = (SELECT id FROM clearance_awardrecipient WHERE key = %s)")
            parameters.append(wanted.recipient)
        if ask is not None:
            sql, values = answers(ask)
            conditions.append(sql)
            parameters += values
        return cls(wanted, ask, tuple(marks), tuple(conditions), tuple(parameters))

    @property
    def plain(self) -> bool:
        """Whether it asks for everything."""
        return not self.conditions

    @property
    def certain(self) -> bool:
        """Whether the index alone knows what answers."""
        wanted = self.wanted
        free = wanted.least is None and wanted.most is None and not wanted.recipient
        return free and self.ask is not None and certain(self.ask)

    def source(self, parts: Sequence[int] = (), *, alone: bool = False) -> Source:
        """Where candidates come from, narrowed to those with one of the marks of `parts`; `alone`: no row is looked at."""
        if self.wanted.recipient:
            return everything()  # the few of one recipient have an index of their own
        groups = [group for group in (self._amounts, parts) if group]
        return candidates(self.ask, self.marks, groups, alone=alone) or everything()

    @property
    def _amounts(self) -> list[int]:
        """Marks of the bands of the amounts asked for, where the index is asked anyway: alone, amounts have one of their own."""
        least, most = self.wanted.least, self.wanted.most
        if (least is None and most is None) or (self.ask is None and not self.marks):
            return []
        bands = range(band_of(least or 0), band_of(_MOST_AMOUNT if most is None else most) + 1)
        return [mark("band", band) for band in bands]

    def found(self, most: int, *, parts: Sequence[int] = ()) -> tuple[str, list[Parameter]]:
        """A statement for up to so many answers, in no order: award, day, amount, state and whose."""
        source = self.source(parts)
        where = [part for part in (source.where, *self.conditions) if part]
        sql = (
            f"SELECT e.award_id, e.day, e.amount, e.state, e.recipient_id FROM {source.tables}"  # noqa: S608
            f" WHERE {' AND '.join(where) or '1 = 1'} LIMIT {most:d}"
        )
        return sql, [*source.parameters, *self.parameters]


Ranked = tuple[int, Any]
"""An award and its value in the order."""


@dataclass(frozen=True, slots=True)
class Few:
    """What the index named, sorted; where `total` is not exact there were too many to sort.

    `first`: of what was named, also where it was too many, the value that comes first in the order from where the page begins.
    """

    rows: list[Ranked]
    total: Total
    first: Any = None


def _rows(question: Question, cursor: Cursor | None, most: int) -> tuple[list[Ranked], Total]:
    """The page, and how many there are in all."""
    if question.wanted.counted_ahead:
        total = sum_kept(question.wanted)
        many = question.plain or total.count > MOST_COUNTED
        return _listed(question, cursor, most, many=many), total
    if question.certain and _many(question):
        return _listed(question, cursor, most, many=True), Total(MOST_COUNTED, None, exact=False)
    few = _few(question, cursor, most, MOST_COUNTED)
    if few.total.exact:
        return few.rows, few.total
    return _listed(question, cursor, most, many=True, first=few.first), few.total


def _many(question: Question) -> bool:
    """Whether more answer than are counted, asked of the index alone."""
    source = question.source(alone=True)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {source.tables} WHERE {source.where} LIMIT {MOST_COUNTED + 1:d}) n"  # noqa: S608
    [(count,)] = run(sql, source.parameters)
    return int(count) > MOST_COUNTED


def _listed(
    question: Question, cursor: Cursor | None, most: int, *, many: bool = False, first: Any = None
) -> list[Ranked]:
    """The next rows in the order. `many`: it is known already that they are too many to be sorted; `first` as in `Few`."""
    if question.plain:
        return _walked(question, cursor, most, None)
    if not many:
        few = _few(question, cursor, most, MOST_COUNTED)
        if few.total.exact:
            return few.rows
        first = few.first
    rows = _walked(question, cursor, most, None, near=True)
    if len(rows) >= most:
        return rows
    rows, parts = _ahead(question, cursor, most, first)
    for part in parts:
        if len(rows) >= most:
            break
        few = _few(question, cursor, most - len(rows), _MOST_SORTED, parts=[part.mark])
        rows += few.rows if few.total.exact else _walked(question, cursor, most - len(rows), part.bounds)
    return rows


def _ahead(
    question: Question, cursor: Cursor | None, most: int, first: Any
) -> tuple[list[Ranked], list[Part]]:
    """What lies in the parts before the one of `first`, asked at once because little is expected there; and the parts left."""
    parts = list(_parts(question, cursor))
    ahead = [] if first is None else list(takewhile(lambda part: not part.holds(first), parts))
    if len(ahead) < 2:  # one alone is asked like any other
        return [], parts
    few = _few(question, cursor, most, _MOST_SORTED, parts=[part.mark for part in ahead])
    return (few.rows, parts[len(ahead) :]) if few.total.exact else ([], parts)


def _few(
    question: Question, cursor: Cursor | None, most: int, limit: int, *, parts: Sequence[int] = ()
) -> Few:
    """Everything the index names, up to `limit`, counted and added up, and the part of it that the page shows."""
    sql, values = question.found(limit + 1, parts=parts)
    order = question.wanted.order
    past, from_here = _past(order, cursor, "f")
    best = "max" if _down(order, cursor) else "min"
    # Our own columns and numbers; whatever was typed is a parameter.
    told = run(
        f"WITH found AS MATERIALIZED ({sql}), summed AS (SELECT count(*) AS n,"  # noqa: S608
        " sum(CASE WHEN state = %s THEN amount ELSE 0 END) AS fen,"
        f" (SELECT {best}(f.{order.column}) FROM found f WHERE {past}) AS nearest FROM found)"
        f" SELECT s.n, s.fen, p.award_id, p.{order.column}, s.nearest FROM summed s LEFT JOIN"
        f" (SELECT f.award_id, f.{order.column} FROM found f WHERE {past}"
        f" ORDER BY {_by(order, cursor, 'f')} LIMIT {most:d}) p ON s.n <= {limit:d}"
        f" ORDER BY {_by(order, cursor, 'p')}",
        [*values, STANDING, *from_here, *from_here],
    )
    count, amount = int(told[0][0]), int(told[0][1] or 0)
    total = Total(limit, None, exact=False) if count > limit else Total(count, amount)
    rows = [(row[2], _value(row[3])) for row in told if row[2] is not None]
    return Few(rows, total, _value(told[0][4]))


def _walked(
    question: Question,
    cursor: Cursor | None,
    most: int,
    bounds: tuple[Parameter, Parameter] | None,
    *,
    near: bool = False,
) -> list[Ranked]:
    """Rows in the order, asked one by one until there are enough: between two values, from end to end, or among the nearest."""
    order = question.wanted.order
    past, values = _past(order, cursor, "e")
    if bounds is not None:
        past += f" AND e.{order.column} >= %s AND e.{order.column} <= %s"
        values += bounds
    by, conditions = _by(order, cursor, "e"), " AND ".join(question.conditions)
    rows = f"{TABLE} e WHERE {past}"
    if near:
        rows = f"(SELECT * FROM {rows} ORDER BY {by} LIMIT {_NEAR:d}) e WHERE {conditions}"  # noqa: S608
    elif conditions and connection.vendor == "postgresql":
        # The inner statement is in order by an index and stays so; the conditions are asked of what comes out of it. Left to
        # choose, the planner reads everything first where it expects few answers; here it is known that there are many.
        rows = f"(SELECT * FROM {rows} ORDER BY {by} OFFSET 0) e WHERE {conditions}"  # noqa: S608
    elif conditions:
        rows += f" AND {conditions}"
    sql = f"SELECT e.award_id, e.{order.column} FROM {rows} ORDER BY {by} LIMIT {most:d}"  # noqa: S608
    return [(row[0], _value(row[1])) for row in run(sql, [*values, *question.parameters])]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the order: a year or a band of amounts, with its mark and its first and last value."""

    mark: int
    bounds: tuple[Any, Any]

    def holds(self, value: Any) -> bool:
        """Whether a day or an amount lies in it."""
        first, last = self.bounds
        return bool(first <= value <= last)


def _parts(question: Question, cursor: Cursor | None) -> Iterator[Part]:
    """The parts of the order from where the page begins."""
    order = question.wanted.order
    if order.column == "day":
        parts = years_kept(question.wanted)
        here = None if cursor is None else _as_day(cursor.value).year
    else:
        ends = AwardEntry.objects.aggregate(least=Min("amount"), most=Max("amount"))
        parts = list(range(band_of(ends["least"] or 0), band_of(ends["most"] or 0) + 1))
        here = None if cursor is None else band_of(int(str(cursor.value)))
    down = _down(order, cursor)
    for part in reversed(parts) if down else parts:
        if here is not None and (part > here if down else part < here):
            continue
        if order.column == "day":
            yield Part(mark("year", part), (date(part, 1, 1), date(part, 12, 31)))
        else:
            yield Part(mark("band", part), band_range(part))


def _down(order: Order, cursor: Cursor | None) -> bool:
    """Whether the rows are read from the greatest to the smallest; backwards where the page before is asked for."""
    return order.descending != (cursor is not None and cursor.backwards)


def _by(order: Order, cursor: Cursor | None, row: str) -> str:
    """ORDER BY of a page."""
    way = "DESC" if _down(order, cursor) else "ASC"
    return f"{row}.{order.column} {way}, {row}.award_id {way}"


def _past(order: Order, cursor: Cursor | None, row: str) -> tuple[str, list[Parameter]]:
    """What lies beyond the cursor."""
    if cursor is None:
        return "1 = 1", []
    sign = "<" if order.descending != cursor.backwards else ">"
    return f"({row}.{order.column}, {row}.award_id) {sign} (%s, %s)", [cursor.value, cursor.row]


def _as_day(value: object) -> date:
    assert isinstance(value, date), value
    return value


def _value(value: Any) -> Any:
    """A day as a date: SQLite keeps it as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def run(sql: str, values: Sequence[Parameter]) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows

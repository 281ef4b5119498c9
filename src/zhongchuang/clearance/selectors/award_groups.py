"""What was found, grouped: by organisation, by year, by department, by place, by programme, by category.

Where the kept sums answer, any number is grouped exactly. Where words or amounts narrow, up to `MOST_COUNTED` found are grouped;
beyond that there is no answer but to narrow (`None`): half a sum would be a wrong one.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.clearance.disclosing.entries import STANDING
from zhongchuang.clearance.disclosing.wanted import Wanted
from zhongchuang.clearance.models import AwardRecipient
from zhongchuang.clearance.selectors import award_search
from zhongchuang.clearance.selectors.award_grams import TABLE
from zhongchuang.clearance.selectors.award_search import Question
from zhongchuang.clearance.selectors.award_sums import (
    FIELDS,
    RecipientSum,
    Share,
    labels_of,
    recipients_count,
    recipients_kept,
    shares_kept,
    with_years,
)

PER_PAGE = 20
DEEPEST = 50
"""So many pages of organisations can be turned; further down a reader narrows."""


@dataclass(frozen=True, slots=True)
class RecipientPage:
    """Organisations, the largest first, and how many there are in all."""

    total: int
    recipients: tuple[RecipientSum, ...]


def recipients_found(
    wanted: Wanted, *, by_count: bool = False, page: int = 1, per_page: int = PER_PAGE
) -> RecipientPage | None:
    """The organisations among the found, by what stands of their awards; None where too much is found. Raises QueryUnreadable.

    The years shown beside an organisation are all of its own, whatever the question. Natural persons are not grouped.
    """
    first = (min(page, DEEPEST) - 1) * per_page
    if wanted.counted_ahead and (
        not wanted.narrowed or wanted == Wanted(year=wanted.year, order=wanted.order)
    ):
        return RecipientPage(
            recipients_count(wanted.year),
            tuple(recipients_kept(wanted.year, by_count=by_count, first=first, most=per_page)),
        )
    question = Question.of(wanted)
    limit = award_search.MOST_COUNTED
    sql, values = question.found(limit + 1)
    order = "n DESC, fen DESC" if by_count else "fen DESC, n DESC"
    rows = award_search.run(
        f"WITH found AS MATERIALIZED ({sql}), grouped AS (SELECT recipient_id, count(*) AS n, sum(amount) AS fen"  # noqa: S608
        " FROM found WHERE recipient_id IS NOT NULL AND state = %s GROUP BY recipient_id)"
        " SELECT (SELECT count(*) FROM found), (SELECT count(*) FROM grouped), p.recipient_id, p.n, p.fen"
        " FROM (SELECT 1 AS one) o LEFT JOIN"
        f" (SELECT * FROM grouped ORDER BY {order}, recipient_id LIMIT {per_page:d} OFFSET {first:d}) p ON 1 = 1"
        f" ORDER BY {order}, recipient_id",
        [*values, STANDING],
    )
    if rows[0][0] > limit:
        return None
    sums = [(row[2], int(row[3]), int(row[4])) for row in rows if row[2] is not None]
    named = AwardRecipient.objects.in_bulk([pk for pk, _, _ in sums])
    return RecipientPage(int(rows[0][1]), tuple(with_years(sums, list(named.values()))))


def shares_found(wanted: Wanted, field: str) -> list[Share] | None:
    """How the found are shared among the values of a field; None where too much is found. Raises QueryUnreadable."""
    assert field in FIELDS, field
    if wanted.counted_ahead:
        return shares_kept(wanted, field)
    sql, values = Question.of(wanted).found(award_search.MOST_COUNTED + 1)
    rows = award_search.run(
        f"WITH found AS MATERIALIZED ({sql}) SELECT e.{field}, count(*),"  # noqa: S608 - one of our columns
        " sum(CASE WHEN e.state = %s THEN e.amount ELSE 0 END), (SELECT count(*) FROM found)"
        f" FROM found f JOIN {TABLE} e ON e.award_id = f.award_id GROUP BY e.{field}",
        [*values, STANDING],
    )
    if rows and rows[0][3] > award_search.MOST_COUNTED:
        return None
    labels = labels_of() if field == "programme" else {}
    found = [
        Share(str(value), labels.get(value, "") or str(value), int(n), int(fen)) for value, n, fen, _ in rows
    ]
    return sorted(found, key=lambda share: (-share.amount, share.value))

"""What the public pages of awards share: the search of an address, rows, words for states and totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.clearance.disclosing.wanted import Cursor, Order, read_cursor
from zhongchuang.clearance.forms.award_search import AwardSearchForm
from zhongchuang.clearance.models import AwardState
from zhongchuang.clearance.selectors.award_basis import AwardBasis, bases_of
from zhongchuang.clearance.selectors.award_sums import Total, all_choices
from zhongchuang.clearance.selectors.awards import public_name, public_title
from zhongchuang.core.page import Cell, Column, ColumnKind, Link, Money, Row, Shape, Status, Tone
from zhongchuang.parties.selectors import places

if TYPE_CHECKING:
    from django.http import QueryDict

    from zhongchuang.clearance.models import Award

TURNING = ("after", "before", "page")
"""What names a page of a list and no part of the question."""


def columns() -> tuple[Column, ...]:
    """The columns of a list of awards."""
    return (
        Column(_("获得支持的单位或个人")),
        Column(_("支持事项")),
        Column(_("金额"), ColumnKind.NUMBER),
        Column(_("依据")),
        Column(_("决定部门")),
        Column(_("决定日期"), ColumnKind.DATE),
    )


def search_of(query: QueryDict) -> AwardSearchForm:
    """The search an address asks for, with everything it may be narrowed by."""
    return AwardSearchForm(query, offered=all_choices(), places=place_names())


def place_names() -> dict[str, str]:
    """Every place by its code, in the reader's language."""
    english = (get_language() or "").startswith("en")
    rows = places().values_list("code", "name", "name_en")
    return {code: (name_en or name) if english else name for code, name, name_en in rows}


def question_in(query: QueryDict) -> list[tuple[str, str]]:
    """The question of an address without the page it shows and without what was left open."""
    return [
        (name, value)
        for name, values in query.lists()
        for value in values
        if value != "" and name not in TURNING
    ]


def address(name: str, query: Sequence[tuple[str, str]], **more: str) -> str:
    """A page of the list for a question."""
    said = urlencode([*((key, value) for key, value in query if key not in more), *more.items()])
    return reverse(f"clearance:{name}") + (f"?{said}" if said else "")


def cursor_of(query: QueryDict, order: Order) -> Cursor | None:
    """Where the page begins; an address that says nothing sensible begins at the beginning."""
    for name, backwards in (("after", False), ("before", True)):
        cursor = read_cursor(query.get(name, ""), order, backwards=backwards)
        if cursor is not None:
            return cursor
    return None


def state_of(award: Award) -> Status:
    """Whether it stands."""
    if award.state == AwardState.REVOKED:
        return Status(_("已撤销"), Shape.CROSS, Tone.DANGER)
    return Status(_("有效"), Shape.CHECK)


def rows_of(awards: Sequence[Award], names: Mapping[str, str]) -> tuple[Row, ...]:
    """A page of awards: who, for what, how much, on which words, by whom, when."""
    bases = bases_of(awards)
    return tuple(
        Row(
            (
                Cell(public_name(award), award_url(award), names.get(award.place, "")),
                Cell(public_title(award), note=_note(award)),
                Cell(Money(award.amount)),
                Cell(basis_cell(bases[award.pk])),
                Cell(award.department_name),
                Cell(award.decided_on),
            )
        )
        for award in awards
    )


def _note(award: Award) -> str:
    """The programme, and what a reader must not miss: that it was revoked, or allowed against a rule."""
    told = [award.programme_title if award.programme_title != award.title else ""]
    if award.state == AwardState.REVOKED:
        told.append(_("已撤销，金额不计入合计"))
    if award.overridden:
        told.append(_("例外批准"))
    return " · ".join(part for part in told if part)


def basis_cell(basis: AwardBasis) -> Link | str:
    """One click from the money to the words."""
    if not basis.slug:
        return basis.in_words
    return Link(basis.in_words, reverse("policy:clause", args=[basis.slug, basis.ref]))


def award_url(award: Award) -> str:
    """The page of one award."""
    return reverse("clearance:award", args=[award.number])


def count_in_words(total: Total) -> str:
    """How many: exact, or more than so many."""
    if not total.exact:
        return _("超过 %(n)s 条") % {"n": f"{total.count:,}"}
    return _("共 %(n)s 条") % {"n": f"{total.count:,}"}

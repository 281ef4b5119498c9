"""Awards as rows of a table, page by page, with the names that stand in other tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from django.db.models import Max

from zhongchuang.clearance.disclosing.entries import recipient_key
from zhongchuang.clearance.disclosing.sheets import SheetRow
from zhongchuang.clearance.models import Award, AwardSource, AwardState, DisclosedChange
from zhongchuang.clearance.selectors.award_basis import bases_of
from zhongchuang.clearance.selectors.awards import public_name, public_title
from zhongchuang.core.clock import business_date
from zhongchuang.parties.selectors import places

AT_ONCE = 500
STATES = {AwardState.PUBLIC.value: "有效", AwardState.REVOKED.value: "已撤销"}
SOURCES = {
    AwardSource.PLATFORM.value: "本平台办件",
    AwardSource.VOUCHER.value: "创新券",
    AwardSource.IMPORTED.value: "其他部门提供",
}
"""In Chinese whoever reads them, as the rest of a file."""


def sheet_rows(awards: Iterable[Award], *, site: str) -> Iterator[tuple[Award, SheetRow]]:
    """Each award with its row; read some hundred at a time. `site`: what stands before a path."""
    names = dict(places().values_list("code", "name"))
    waiting = iter(awards)
    while some := list(islice(waiting, AT_ONCE)):
        yield from zip(some, sheet_page(some, names, site=site), strict=True)


def sheet_page(awards: Sequence[Award], names: Mapping[str, str], *, site: str) -> list[SheetRow]:
    """One page of them."""
    bases = bases_of(awards)
    return [
        SheetRow(
            number=award.number,
            recipient=public_name(award),
            code="" if award.personal else award.recipient_code,
            title=public_title(award),
            programme=award.programme_title or award.programme,
            category=award.category,
            amount=award.amount,
            paid=award.paid,
            department=award.department_name,
            place=award.place,
            place_name=names.get(award.place, ""),
            basis=bases[award.pk].in_words,
            clause=award.clause,
            decided_on=award.decided_on,
            published_on=business_date(award.published_at) if award.published_at else None,
            state=STATES[award.state],
            state_code=award.state,
            revoked_on=award.revoked_on,
            source=SOURCES[award.source],
            overridden=award.overridden,
            synthetic=award.synthetic,
            url=f"{site}/awards/{award.number}/",
        )
        for award in awards
    ]


def key_of(award: Award) -> str:
    """The key under which the organisation of an award is grouped; empty of a natural person."""
    return recipient_key(code=award.recipient_code, name=award.recipient_name, personal=award.personal)


def last_changes(awards: Sequence[Award]) -> dict[int, datetime]:
    """When the public's view of each last changed."""
    rows = DisclosedChange.objects.filter(award__in=[award.pk for award in awards]).order_by()
    return dict(rows.values("award").annotate(last=Max("at")).values_list("award", "last"))

"""How an account, an organisation and who stands behind it are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.core import clock
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
)
from zhongchuang.parties import selectors
from zhongchuang.parties.models import (
    Account,
    Organisation,
    OrganisationState,
    Place,
    Provenance,
    Relation,
    Verification,
)

_STATES = {
    OrganisationState.UNVERIFIED: (Shape.QUESTION, Tone.PLAIN),
    OrganisationState.RETURNED: (Shape.WARNING, Tone.DANGER),
    OrganisationState.VERIFIED: (Shape.CHECK, Tone.ACCENT),
    OrganisationState.MERGED: (Shape.NEAR, Tone.PLAIN),
    OrganisationState.CLOSED: (Shape.CROSS, Tone.PLAIN),
}
_PROVENANCES = {
    Provenance.DECLARED: Shape.RING,
    Provenance.VERIFIED: Shape.CHECK,
    Provenance.IMPORTED: Shape.DOT,
}


def place_name(place: Place) -> str:
    """A place in the reader's language."""
    return place.name_en if (get_language() or "").startswith("en") else place.name


def state_of(organisation: Organisation) -> Status:
    """How far an organisation is believed."""
    state = OrganisationState(organisation.state)
    return Status(state.label, *_STATES[state])


def provenance_of(relation: Relation) -> Status:
    """How the platform came to know."""
    provenance = Provenance(relation.provenance)
    return Status(provenance.label, _PROVENANCES[provenance])


def facts_of(organisation: Organisation, check: Verification | None) -> SummaryList:
    """What an organisation says of itself, and what of it was verified."""
    rows = [
        SummaryRow(_("类型"), organisation.get_kind_display()),
        SummaryRow(_("成立日期"), organisation.established_on or _("未填")),
        SummaryRow(_("行业代码"), organisation.industry or _("未填"), note="GB/T 4754"),
        SummaryRow(_("地址"), organisation.address or _("未填")),
        SummaryRow(
            _("联系方式"), " · ".join(filter(None, (organisation.telephone, organisation.email))) or _("未填")
        ),
        SummaryRow(_("状态"), state_of(organisation), note=_checked(organisation, check)),
    ]
    if organisation.closed_on:
        rows.append(SummaryRow(_("注销日期"), organisation.closed_on))
    return SummaryList(tuple(rows))


def _checked(organisation: Organisation, check: Verification | None) -> str:
    if organisation.state != OrganisationState.VERIFIED or check is None:
        return ""
    told = {
        "day": check.decided_at.astimezone(clock.SHANGHAI).date().isoformat(),
        "kind": check.get_evidence_kind_display(),
    }
    return _("%(day)s 核实，依据：%(kind)s") % told


def holder_name(relation: Relation, people: dict[int, selectors.MaskedPerson]) -> str:
    """Who, as a page may show them."""
    if relation.person_id is not None:
        return people[relation.person_id].name
    holder = relation.holder
    assert holder is not None  # the table has one of both
    return (holder.merged_into or holder).name


def what_of(relation: Relation) -> str:
    """The share or the post, where there is one."""
    if relation.share is not None:
        return f"{relation.share.normalize():f}%"
    return relation.post


def relation_table(organisation: Organisation, relations: Iterable[Relation], empty: str) -> DataTable:
    """Relations as a list, each leading to its own page. Two statements, however many."""
    found = list(relations)
    people = selectors.masked_people([one.person for one in found if one.person is not None])
    rows = [
        Row(
            (
                Cell(one.get_kind_display(), reverse("parties:relation", args=[organisation.pk, one.pk])),
                Cell(
                    holder_name(one, people),
                    url=""
                    if one.person_id is None
                    else reverse("parties:person", args=[organisation.pk, one.person_id]),
                    note=people[one.person_id].number if one.person_id is not None else "",
                ),
                Cell(what_of(one)),
                Cell(one.valid_from),
                Cell(one.valid_until or _("至今")),
                Cell(provenance_of(one), note=one.source),
            )
        )
        for one in found
    ]
    return DataTable(
        _("法定代表人、实际控制人、股东和任职人员"),
        (
            Column(_("关系")),
            Column(_("谁")),
            Column(_("比例或职务")),
            Column(_("自"), ColumnKind.DATE),
            Column(_("至"), ColumnKind.DATE),
            Column(_("来源")),
        ),
        tuple(rows),
        empty=EmptyState(empty),
    )


def trail(organisation: Organisation, *more: Link) -> tuple[Link, ...]:
    """The way to a page about an organisation."""
    return (
        Link(_("首页"), "/"),
        Link(_("单位"), reverse("parties:organisations")),
        Link(organisation.name, reverse("parties:organisation", args=[organisation.pk])),
        *more,
    )


def status_of(account: Account) -> Status:
    return (
        Status(_("正常"), Shape.CHECK) if account.is_active else Status(_("已停用"), Shape.LOCK, Tone.DANGER)
    )


@dataclass(frozen=True, slots=True)
class Represented:
    """An organisation somebody acts for, as the page shows it."""

    name: str
    place: str
    uscc: Code


def represented(account: Account) -> list[Represented]:
    return [
        Represented(
            organisation.name,
            place_name(organisation.place),
            Code(organisation.uscc, _("统一社会信用代码")),
        )
        for organisation in selectors.organisations_of(account)
    ]

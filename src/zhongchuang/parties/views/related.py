"""Related parties of an organisation, with the relations that show it; and one person behind it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Row,
    SummaryList,
    SummaryRow,
)
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import STAFF, PersonAction, holds, may_person
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.decisions.related import Edge, Party, Related, RelatedKind
from zhongchuang.parties.decisions.related import organisation as as_party
from zhongchuang.parties.forms.organisations import LookForm
from zhongchuang.parties.models import Organisation, Person, RelationKind
from zhongchuang.parties.selectors.names import colleague_names
from zhongchuang.parties.views.requests import seen_organisation
from zhongchuang.parties.views.showing import relation_table, trail
from zhongchuang.parties.views.spaces.common import new_guard, refusals_on, sent_guard

KINDS = {
    RelatedKind.CONTROLS: gettext_lazy("由本单位实际控制"),
    RelatedKind.HOLDS: gettext_lazy("本单位持股 25% 以上"),
    RelatedKind.CONTROLLED_BY: gettext_lazy("实际控制本单位"),
    RelatedKind.HELD_BY: gettext_lazy("持有本单位 25% 以上"),
    RelatedKind.REPRESENTED_BY: gettext_lazy("本单位的法定代表人"),
    RelatedKind.SAME_CONTROLLER: gettext_lazy("同一实际控制人"),
    RelatedKind.SAME_HOLDER: gettext_lazy("同一方持股 25% 以上"),
    RelatedKind.SAME_REPRESENTATIVE: gettext_lazy("同一法定代表人"),
    RelatedKind.SAME_PERSON: gettext_lazy("同一人任不同职务"),
}


@require_safe
@login_required
def related(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody related today, and why."""
    found = seen_organisation(request, pk)
    parties = selectors.related_parties(found, clock.today())
    names = selectors.party_names(
        {as_party(selectors.current_of(found).pk)}
        | {one.party for one in parties}
        | {party for one in parties for edge in one.path for party in (edge.party, edge.target)}
    )
    opens = set(
        selectors.visible_organisations(actor_of(request))
        .filter(pk__in=[one.party.pk for one in parties if not one.party.is_person])
        .values_list("pk", flat=True)
    )
    context = {
        "organisation": found,
        "table": DataTable(
            _("关联方"),
            (Column(_("关联方")), Column(_("关系")), Column(_("依据"))),
            tuple(_row(one, names, opens) for one in parties),
            empty=EmptyState(
                _("没有登记过的关联方"), _("按登记的法定代表人、实际控制人和持股计算，今天没有。")
            ),
        ),
        "breadcrumbs": trail(found, Link(_("关联方"), "")),
    }
    return render(request, "parties/related.html", context)


def _row(one: Related, names: dict[Party, str], opens: set[int]) -> Row:
    url = ""
    if not one.party.is_person and one.party.pk in opens:
        url = reverse("parties:organisation", args=[one.party.pk])
    path = "；".join(_edge(edge, names) for edge in one.path)
    return Row((Cell(names[one.party], url), Cell(KINDS[one.kind]), Cell(path)))


def _edge(edge: Edge, names: dict[Party, str]) -> str:
    told = {"who": names[edge.party], "whom": names[edge.target]}
    match edge.kind:
        case RelationKind.SHAREHOLDER:
            share = f"{edge.share.normalize():f}" if edge.share is not None else "?"
            return _("%(who)s 持有 %(whom)s %(share)s%%") % {**told, "share": share}
        case RelationKind.CONTROLLER:
            return _("%(who)s 控制 %(whom)s") % told
        case _:
            return _("%(who)s 是 %(whom)s 的法定代表人") % told


def _person(request: HttpRequest, found: Organisation, person_pk: int) -> Person:
    """Somebody who stands or stood behind the organisation. Raises Http404."""
    person: Person | None = (
        Person.objects.filter(pk=person_pk, relations__in=selectors.known_relations(found)).distinct().first()
    )
    standing = selectors.standing_in(actor_of(request), found)
    if person is None or not may_person(actor_of(request), PersonAction.VIEW, person, standing):
        raise Http404
    return person


@require_safe
@login_required
def person(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Somebody behind the organisation, masked; for officers and reviewers the way to the whole number."""
    found = seen_organisation(request, pk)
    shown = _person(request, found, person_pk)
    return _person_page(request, found, shown, LookForm(own=_is_own(request, shown)))


def _is_own(request: HttpRequest, shown: Person) -> bool:
    return str(shown.account_id) == actor_of(request).user_id


@require_POST
@never_cache
@login_required
def look(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """The whole number, shown by this answer alone."""
    found = seen_organisation(request, pk)
    shown = _person(request, found, person_pk)
    if not may_person(actor_of(request), PersonAction.LOOK, shown):
        raise NotAllowed()
    guard = sent_guard(request, with_row=False)
    form = LookForm(request.POST, own=_is_own(request, shown))
    opened = None
    if form.is_valid():
        with refusals_on(form):
            opened = services.person_look(
                actor=actor_of(request),
                person=shown,
                reason=form.cleaned_data.get("reason", ""),
                key=guard.idempotency_key,
            )
    return _person_page(request, found, shown, form, opened)


def _person_page(
    request: HttpRequest,
    found: Organisation,
    shown: Person,
    form: LookForm,
    opened: selectors.OpenedPerson | None = None,
) -> HttpResponse:
    masked = opened or selectors.masked_person(shown)
    actor = actor_of(request)
    own = _is_own(request, shown)
    relations = selectors.known_relations(found).filter(person=shown)
    context = {
        "organisation": found,
        "name": masked.name,
        "facts": SummaryList(
            (
                SummaryRow(_("姓名"), masked.name),
                SummaryRow(_("证件"), masked.kind.label),
                SummaryRow(_("证件号码"), masked.number),
                SummaryRow(_("手机号码"), masked.telephone or _("未填")),
            )
        ),
        "relations": relation_table(found, relations, _("没有关系")),
        "opened": opened is not None,
        "may_look": opened is None and may_person(actor, PersonAction.LOOK, shown),
        "own": own,
        "looks": _looks(request, shown) if own or holds(actor, *STAFF) else None,
        "form": form,
        "guard": new_guard(),
        "action": reverse("parties:person_look", args=[found.pk, shown.pk]),
        "breadcrumbs": trail(
            found, Link(_("关系"), reverse("parties:relations", args=[found.pk])), Link(masked.name, "")
        ),
    }
    return render(request, "parties/person.html", context, status=422 if form.errors else 200)


def _looks(request: HttpRequest, shown: Person) -> DataTable:
    looks = list(selectors.looks_at(shown)[:20])
    names = colleague_names(actor_of(request), [one.looked_by for one in looks])
    return DataTable(
        _("谁查看过全号"),
        (Column(_("时间"), ColumnKind.DATE), Column(_("账户")), Column(_("理由"))),
        tuple(
            Row(
                (
                    Cell(clock.business_date(one.looked_at)),
                    Cell(names.get(one.looked_by, _("主管部门工作人员"))),
                    Cell(one.reason),
                )
            )
            for one in looks
        ),
        empty=EmptyState(_("还没有人查看过全号")),
    )

"""One award at the office: what it says, its review, its corrections, everything that changed for the public."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.clearance.access import DisclosureAction
from zhongchuang.clearance.disclosing.terms import platform_months
from zhongchuang.clearance.disclosing.words import CHANGES, FIELDS
from zhongchuang.clearance.forms.disclosing import CorrectForm, ReviewForm
from zhongchuang.clearance.models import (
    Award,
    AwardCorrection,
    AwardState,
    CorrectionRequest,
    DisclosedChange,
    DisclosureReview,
    ReviewOutcome,
)
from zhongchuang.clearance.selectors import awards_office as reads
from zhongchuang.clearance.selectors.awards import changes_of, is_shown
from zhongchuang.clearance.services.correcting import award_correct
from zhongchuang.clearance.services.disclosing import disclosure_review, numbers_in
from zhongchuang.clearance.views.awards_parts import (
    award_facts_list,
    award_status,
    case_link,
    guard_for,
    guarded,
    own_page,
    put_errors,
    request_status,
)
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
)
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.selectors.names import colleague_names


@require_safe
@own_page
def award(request: HttpRequest, number: str) -> HttpResponseBase:
    """One award, with everything that was done about its publication."""
    actor = actor_of(request)
    reach = reads.office_reach(actor)
    found = reads.office_award(reach, number)
    reviews, corrections = reads.reviews_of(found.ref), reads.all_corrections_of(found)
    asked, names = reads.requests_about(found), _names(actor, reviews, corrections)
    context = {
        "award": found,
        "status": award_status(found.state),
        "facts": award_facts_list(found),
        "disclosure": _disclosure(found),
        "secrets": [
            one.kind.label for one in numbers_in({"title": found.title, "name": found.recipient_name})
        ],
        "may_review": found.state != AwardState.REVOKED
        and reach.may(DisclosureAction.REVIEW, found.department_id),
        "may_correct": reach.may(DisclosureAction.CORRECT, found.department_id)
        and not (found.state == AwardState.REVOKED and found.published_at is None),
        "waits": found.state == AwardState.WAITING,
        "public_url": reverse("clearance:award", args=[found.number]) if is_shown(found) else "",
        "reviews": _reviews_table(reviews, names),
        "corrections": _corrections_table(corrections, names),
        "requests": _requests_table(asked),
        "changes": _changes_table(changes_of(found)),
        "breadcrumbs": _crumbs(Link(found.number, "")),
    }
    return render(request, "clearance/disclosure/award.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def review(request: HttpRequest, number: str) -> HttpResponseBase:
    """The review of one award: public, or withheld on a ground."""
    actor = actor_of(request)
    found = _working(actor, number, DisclosureAction.REVIEW)
    form = ReviewForm(request.POST or None, personal=found.personal, term=term_words(found.term_months))
    status = 200
    if request.method == "POST":
        guard, status = guarded(request), 422
        if form.is_valid():
            try:
                done = disclosure_review(actor=actor, number=number, verdict=form.verdict(), **guard)
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                shown = done.state == AwardState.PUBLIC
                messages.success(request, _("已审查，现在已公开。") if shown else _("已审查，不予公开。"))
                return redirect("clearance:office_award", number=number)
    title = gettext_lazy("公开属性审查")
    lead = _("看清要公开的每一个字：不涉密，没有电话、证件号码和账号。审查一经记录，立即公开。")
    return _form_page(request, found, form, str(title), lead, _("记录审查"), status)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def correct(request: HttpRequest, number: str) -> HttpResponseBase:
    """Correct one field of an award, in the open."""
    actor = actor_of(request)
    found = _working(actor, number, DisclosureAction.CORRECT)
    form = CorrectForm(request.POST or None)
    status = 200
    if request.method == "POST":
        guard, status = guarded(request), 422
        if form.is_valid():
            try:
                award_correct(actor=actor, number=number, corrected=form.corrected(), **guard)
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("已更正；原来的内容和理由留在记录里。"))
                return redirect("clearance:office_award", number=number)
    lead = _(
        "更正不会悄悄进行：原来写什么、现在写什么、为什么，公众都看得到。金额随决定和账本走，不在这里改。"
    )
    return _form_page(request, found, form, _("更正"), lead, _("更正"), status)


def term_words(programme: int | None) -> str:
    """How long the name of a person stays where nothing is entered, and whose setting that is."""
    if programme is not None:
        return ngettext(
            "不填按项目规定的 %(n)s 个月，从公开之日算起。",
            "不填按项目规定的 %(n)s 个月，从公开之日算起。",
            programme,
        ) % {"n": programme}
    months = platform_months(clock.today())
    return ngettext(
        "不填按平台默认的 %(n)s 个月，从公开之日算起；这是平台的设置，不是法定期限。",
        "不填按平台默认的 %(n)s 个月，从公开之日算起；这是平台的设置，不是法定期限。",
        months,
    ) % {"n": months}


def _working(actor: Actor, number: str, action: DisclosureAction) -> Award:
    reach = reads.office_reach(actor)
    found = reads.office_award(reach, number)
    if not reach.may(action, found.department_id):
        raise NotAllowed()
    return found


def _form_page(
    request: HttpRequest, found: Award, form: forms.Form, title: str, lead: str, button: str, status: int
) -> HttpResponse:
    context = {
        "title": title,
        "lead": lead,
        "button": button,
        "form": form,
        "about": award_facts_list(found),
        "guard": guard_for(found),
        "back": reverse("clearance:office_award", args=[found.number]),
        "breadcrumbs": _crumbs(
            Link(found.number, reverse("clearance:office_award", args=[found.number])), Link(title, "")
        ),
    }
    return render(request, "clearance/disclosure/act.html", context, status=status)


def _crumbs(*links: Link) -> tuple[Link, ...]:
    return (Link(_("公开审查"), reverse("clearance:office_awards")), *links)


def _names(
    actor: Actor, reviews: list[DisclosureReview], corrections: list[AwardCorrection]
) -> dict[str, str]:
    refs = {one.by for one in reviews} | {one.by for one in corrections}
    names = colleague_names(actor, [ref.partition(":")[2] for ref in refs if ref.startswith("person:")])
    return {ref: names.get(ref.partition(":")[2], _("平台")) for ref in refs}


def _disclosure(award: Award) -> SummaryList:
    day = award.published_at and clock.business_date(award.published_at)
    down = award.taken_down_at and clock.business_date(award.taken_down_at)
    rows = [
        SummaryRow(_("办件"), case_link(award)),
        SummaryRow(_("公开日期"), day or _("还没有公开")),
        SummaryRow(_("已支付"), Money(award.paid)),
    ]
    if award.personal:
        rows.append(SummaryRow(_("个人姓名"), _name_words(award, down is not None)))
    if award.revoked_on is not None:
        rows.append(SummaryRow(_("撤销"), award.revoked_on, award.revoked_reason))
    return SummaryList(tuple(rows))


def _name_words(award: Award, down: bool) -> Status | str:
    if down:
        return Status(_("已撤下"), Shape.LOCK)
    if award.down_on is None:
        return _("公开时起算")
    return Status(_("到 %(day)s 撤下") % {"day": award.down_on.isoformat()}, Shape.PAUSE)


def _reviews_table(reviews: list[DisclosureReview], names: dict[str, str]) -> DataTable:
    return DataTable(
        _("公开属性审查"),
        (Column(_("结论")), Column(_("说明")), Column(_("审查人")), Column(_("日期"), ColumnKind.DATE)),
        tuple(
            Row(
                (
                    Cell(_outcome(one), note=_("提前审查") if one.award_id is None else ""),
                    Cell(
                        one.get_ground_display() if one.ground else one.reason,
                        note=one.reason if one.ground else "",
                    ),
                    Cell(names[one.by]),
                    Cell(clock.business_date(one.at)),
                )
            )
            for one in reviews
        ),
        empty=EmptyState(_("还没有审查"), _("审查之前，公众看不到它。")),
        show_caption=True,
    )


def _outcome(review: DisclosureReview) -> Status:
    if review.superseded_at is not None:
        return Status(_("已被取代"), Shape.CROSS)
    if review.outcome == ReviewOutcome.PUBLIC:
        return Status(_("同意公开"), Shape.CHECK, Tone.ACCENT)
    return Status(_("不予公开"), Shape.LOCK)


def _corrections_table(corrections: list[AwardCorrection], names: dict[str, str]) -> DataTable:
    return DataTable(
        _("更正"),
        (
            Column(_("哪一项")),
            Column(_("原来")),
            Column(_("现在")),
            Column(_("理由")),
            Column(_("经手")),
            Column(_("日期"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(FIELDS[one.field], note="" if one.public else _("公开之前")),
                    Cell(one.before, note=_("公众看不到原内容") if one.concealed else ""),
                    Cell(one.after),
                    Cell(one.reason),
                    Cell(names[one.by]),
                    Cell(clock.business_date(one.at)),
                )
            )
            for one in corrections
        ),
        empty=EmptyState(_("没有更正过")),
        show_caption=True,
    )


def _requests_table(asked: list[CorrectionRequest]) -> DataTable | None:
    if not asked:
        return None
    return DataTable(
        _("更正申请"),
        (Column(_("编号"), ColumnKind.CODE), Column(_("状态")), Column(_("提出"), ColumnKind.DATE)),
        tuple(
            Row(
                (
                    Cell(one.number, reverse("clearance:office_correction", args=[one.number])),
                    Cell(request_status(one.state)),
                    Cell(clock.business_date(one.asked_at)),
                )
            )
            for one in asked
        ),
        show_caption=True,
    )


def _changes_table(changes: list[DisclosedChange]) -> DataTable:
    return DataTable(
        _("公众看到的变化"),
        (Column(_("变化")), Column(_("序号"), ColumnKind.NUMBER), Column(_("日期"), ColumnKind.DATE)),
        tuple(
            Row((Cell(CHANGES[one.kind]), Cell(one.sequence), Cell(clock.business_date(one.at))))
            for one in changes
        ),
        empty=EmptyState(_("还没有变化"), _("公开之后，每次变化都有一个号。")),
        show_caption=True,
    )

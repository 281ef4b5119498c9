"""A case at the desk: its parts, its papers, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.cases.access import may_assign, may_move, reach_of, visible_cases
from zhongchuang.cases.flow import MOVES, MoveName, State
from zhongchuang.cases.flow.words import MOVE_WORDS
from zhongchuang.cases.forms.office import ReasonForm
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors.applying import file_of, files_of
from zhongchuang.cases.selectors.posts import officers_of
from zhongchuang.cases.selectors.remarks import Remarks
from zhongchuang.cases.services.accepting import case_accept, case_lapse, case_not_accept, case_return
from zhongchuang.cases.services.assigning import case_assign
from zhongchuang.cases.services.reopening import case_reopen
from zhongchuang.cases.views.office_common import (
    desk_page,
    guard_of,
    guarded,
    incomplete,
    put_errors,
    state_words,
)
from zhongchuang.cases.views.office_diligence import close_inquiry
from zhongchuang.cases.views.office_filing import filing_of
from zhongchuang.cases.views.office_head import STRAIGHT, WRITTEN, Opened, head_of, opened
from zhongchuang.cases.views.office_parts import PARTS, Part
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.page import Link
from zhongchuang.files.selectors import file_bytes
from zhongchuang.parties.accounts import actor_of

Verb = Callable[..., Case]
VERBS: dict[MoveName, Verb] = {
    MoveName.NOT_ACCEPT: case_not_accept,
    MoveName.RETURN: case_return,
    MoveName.LAPSE: case_lapse,
    MoveName.REOPEN: case_reopen,
}


@require_safe
@desk_page
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case with what was handed in."""
    return _page(request, opened(request, number), PARTS[0])


@require_safe
@desk_page
def part(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """Another part of the case."""
    found = opened(request, number)
    wanted = next((one for one in PARTS if one.slug == slug and one.shown(found)), None)
    if wanted is None:
        raise NotFound()
    return _page(request, found, wanted)


def _page(request: HttpRequest, found: Opened, shown: Part) -> HttpResponse:
    context = head_of(found)
    context |= {
        "part": shown,
        "tabs": [
            (one.label, part_url(found.case.number, one), one is shown) for one in PARTS if one.shown(found)
        ],
        **shown.context(found),
    }
    return render(request, "cases/office/case.html", context)


def part_url(number: str, one: Part) -> str:
    """Where a part is found; the first is the case's own page."""
    if one is PARTS[0]:
        return reverse("cases:office_case", args=[number])
    return reverse("cases:office_part", args=[number, one.slug])


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """Do something with the case: at once, or with words."""
    found = opened(request, number)
    name = next((one for one in (*STRAIGHT, *WRITTEN) if one.value == move), None)
    if name is None:
        raise NotFound()
    if name in STRAIGHT:
        if request.method != "POST":
            return redirect("cases:office_case", number=number)
        done = case_accept(actor=found.actor, case_id=found.case.pk, **guarded(request))
        return _told(request, done)
    if name is MoveName.DILIGENCE_DONE:
        return close_inquiry(request, found)
    if not may_move(found.actor, found.case, MOVES[name], found.reach):
        raise NotAllowed()
    if found.state not in MOVES[name].sources and request.method != "POST":
        return redirect("cases:office_case", number=number)
    form = ReasonForm(request.POST or None)
    remarks = remarks_from(request)
    if name is MoveName.RETURN and any(remarks.values()):
        form.fields["reason"].required = False
    if request.method != "POST":
        return _move_page(request, found, name, form, {}, 200)
    if not form.is_valid():
        return _move_page(request, found, name, form, remarks, 422)
    given = {"reason": form.cleaned_data["reason"], **guarded(request)}
    if name is MoveName.RETURN:
        given["remarks"] = remarks
    try:
        done = VERBS[name](actor=found.actor, case_id=found.case.pk, **given)
    except InvalidInput as error:
        return _move_page(request, found, name, form, remarks, put_errors(form, error))
    return _told(request, done)


def remarks_from(request: HttpRequest) -> dict[tuple[str, str], str]:
    """What was written beside fields (`field-…`) and papers (`material-…`)."""
    found = {}
    for name, text in request.POST.items():
        kind, dash, key = name.partition("-")
        if dash and kind in ("field", "material") and isinstance(text, str):
            found[kind, key] = text
    return found


def _move_page(
    request: HttpRequest,
    found: Opened,
    name: MoveName,
    form: ReasonForm,
    remarks: dict[tuple[str, str], str],
    status: int,
) -> HttpResponse:
    form.fields["reason"].required = name is not MoveName.RETURN
    written = Remarks(
        fields={key: text for (kind, key), text in remarks.items() if kind == "field"},
        materials={key: text for (kind, key), text in remarks.items() if kind == "material"},
    )
    label = str(MOVE_WORDS[name])
    context = {
        "case": found.case,
        "form": form,
        "guard": guard_of(found.case),
        "label": label,
        "move": name.value,
        "returns": name is MoveName.RETURN,
        "filing": filing_of(found.case, found.programme, files_of(found.case), written)
        if name is MoveName.RETURN
        else None,
        "return_days": found.programme.return_days,
        "breadcrumbs": (
            Link(_("办件"), reverse("cases:office")),
            Link(found.case.number, reverse("cases:office_case", args=[found.case.number])),
            Link(label, ""),
        ),
    }
    return render(request, "cases/office/move.html", context, status=status)


def _told(request: HttpRequest, done: Case) -> HttpResponse:
    words = _("%(number)s 已办理，现在是“%(state)s”。")
    messages.success(request, words % {"number": done.number, "state": state_words(State(done.state))})
    return redirect("cases:office_case", number=done.number)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Take the case, or give it to a colleague."""
    found = opened(request, number)
    if not may_assign(found.actor, found.case, found.reach):
        raise NotAllowed()
    if request.method != "POST":
        return _assign_page(request, found)
    wanted = request.POST.get("officer", "")
    if wanted == "me":
        wanted = found.actor.user_id or ""
    if wanted and not (wanted.isascii() and wanted.isdecimal()):
        raise incomplete()
    case_assign(
        actor=found.actor,
        case_id=found.case.pk,
        officer_id=int(wanted) if wanted else None,
        **guarded(request),
    )
    messages.success(request, _("经办人已更改。"))
    return redirect("cases:office_case", number=number)


def _assign_page(request: HttpRequest, found: Opened) -> HttpResponse:
    context = {
        "case": found.case,
        "guard": guard_of(found.case),
        "officers": officers_of([found.case.round.department_id]),
        "breadcrumbs": (
            Link(_("办件"), reverse("cases:office")),
            Link(found.case.number, reverse("cases:office_case", args=[found.case.number])),
            Link(_("分派"), ""),
        ),
    }
    return render(request, "cases/office/assign.html", context)


@require_safe
@desk_page
def paper(request: HttpRequest, number: str, key: str) -> HttpResponseBase:
    """A paper of a case, for whoever may open the case."""
    actor = actor_of(request)
    row = visible_cases(actor, Case.objects.all(), reach_of(actor)).filter(number=number).first()
    if row is None:
        raise NotFound()
    stored = file_of(row, key).file
    return attachment_response(stored.name, file_bytes(stored), stored.media_type)

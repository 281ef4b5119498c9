"""The beginning: for whom somebody applies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.cases.errors import ApplicantNotFit
from zhongchuang.cases.forms.applying import said
from zhongchuang.cases.models import Case, HonestyRecord
from zhongchuang.cases.programmes.schema import Applicant, Step
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors.applicants import Applicants, applicants_for
from zhongchuang.cases.selectors.applying import Call, bars_of, calls_of, lineage_of, programme_by_code
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services.opening import NATION, Chosen, case_open
from zhongchuang.cases.views.applying_barred import barred_words
from zhongchuang.cases.views.guarding import desk_page, english, guard_of, key_of
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import ErrorSummary, FieldError, Link
from zhongchuang.parties.access import STAFF, holds
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.selectors import places

VERIFIED = "verified"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def start(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """Choose for whom, then the form begins, filled in as far as the platform knows."""
    row = programme_by_code(pack, name)
    found = calls_of(row)
    if not found:
        raise NotFound(
            "这个项目现在没有开放的批次。",
            "This programme has no open round.",
            next_zh="请看其他可以申报的项目。",
            next_en="See what else can be applied for.",
        )
    call = next((one for one in found if one.is_open), found[0])
    actor = actor_of(request)
    content = version_content(call.round.version_id)
    if request.method != "POST":
        return _page(request, call, content, _own(actor, content))
    try:
        case = case_open(
            actor=actor, round_id=call.round.pk, chosen=_chosen(request, content), key=key_of(request)
        )
    except ApplicantNotFit as error:
        return _page(request, call, content, _own(actor, content), error.told_in(get_language()))
    _tell(request, case)
    return redirect("cases:fill", number=case.number, section=content.sections[0].id)


def _own(actor: Actor, content: Content) -> Applicants:
    """For whom the actor may apply; spaces are looked up only where a space applies."""
    return applicants_for(actor, with_spaces=content.applicant is Applicant.SPACE)


def _tell(request: HttpRequest, case: Case) -> None:
    filled = len(case.origins)
    if filled:
        messages.success(
            request,
            _("已替您填好 %(n)s 项平台知道的内容，请核对。填写的内容随时保存，可以离开再回来。")
            % {"n": filled},
        )
    else:
        messages.success(request, _("草稿已建立。填写的内容随时保存，可以离开再回来。"))


def _chosen(request: HttpRequest, content: Content) -> Chosen:
    def key(name: str) -> int | None:
        text = request.POST.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None

    applicant = request.POST.get("applicant", "")
    match content.applicant:
        case Applicant.ORGANISATION:
            return Chosen(
                organisation=int(applicant) if applicant.isdecimal() and len(applicant) < 18 else None
            )
        case Applicant.SPACE:
            return Chosen(space=applicant[:40])
        case Applicant.PERSON:
            return Chosen(employer=key("employer"), place=request.POST.get("place", "")[:6])


def _page(
    request: HttpRequest, call: Call, content: Content, own: Applicants, error: str = ""
) -> HttpResponse:
    pack, name = call.code
    choices = _choices(content, own)
    elsewhere = [one for one in choices if call.round.programme.place_id not in (*one["lineage"], NATION)]
    choices = [one for one in choices if one not in elsewhere]
    for_person = content.applicant is Applicant.PERSON
    wants_employer = Step.EMPLOYER in content.steps
    errors = (FieldError("id_applicant", error),) if error else ()
    context: dict[str, Any] = {
        "title": said(content.title),
        "round": call.round,
        "is_open": call.is_open,
        "choices": choices,
        "elsewhere": [one["label"] for one in elsewhere],
        "place_name": call.round.programme.place.name_en if english() else call.round.programme.place.name,
        "chosen": request.POST.get("applicant", choices[0]["value"] if len(choices) == 1 else ""),
        "for_person": for_person,
        "for_space": content.applicant is Applicant.SPACE,
        "person_missing": for_person and own.person is None,
        "employers": own.employers if for_person else (),
        "employer": request.POST.get("employer", str(own.employers[0].pk) if len(own.employers) == 1 else ""),
        "wants_employer": wants_employer,
        "places": _places(call) if for_person and not own.employers else (),
        "place": request.POST.get("place", ""),
        "is_staff": holds(actor_of(request), *STAFF),
        "bars": [barred_words(one) for one in _bars(own)],
        "summary": ErrorSummary(errors),
        "error": error,
        "guard": guard_of(),
        "breadcrumbs": (
            Link(_("可以申报的项目"), reverse("cases:calls")),
            Link(said(content.title), reverse("cases:call", args=(pack, name))),
            Link(_("开始申报"), ""),
        ),
    }
    return render(request, "cases/apply/start.html", context, status=409 if error else 200)


def _bars(own: Applicants) -> list[HonestyRecord]:
    """What keeps those one may apply for from applying today."""
    organisations = {one.pk for one in own.organisations} | {one.operator.pk for one in own.spaces}
    person = "" if own.person is None else str(own.person.pk)
    return bars_of(organisations, person, clock.today())


def _choices(content: Content, own: Applicants) -> list[dict[str, Any]]:
    if content.applicant is Applicant.ORGANISATION:
        return [
            {
                "value": str(one.pk),
                "label": one.name,
                "hint": f"{one.place.name} · {one.uscc}",
                "verified": one.state == VERIFIED,
                "lineage": lineage_of(one.place),
            }
            for one in own.organisations
        ]
    if content.applicant is Applicant.SPACE:
        return [
            {
                "value": one.space.public_id,
                "label": one.space.name,
                "hint": f"{one.space.place.name} · {one.operator.name}",
                "verified": one.operator.state == VERIFIED,
                "lineage": lineage_of(one.space.place),
            }
            for one in own.spaces
        ]
    return []


def _places(call: Call) -> list[tuple[str, str]]:
    """The cities and counties of the programme's place, for somebody whom no organisation places."""
    there = call.round.programme.place_id
    prefix = there.rstrip("0") if there != "000000" else ""
    return [
        (one.code, one.name_en if english() else one.name)
        for one in places()
        if one.code.startswith(prefix) and one.code not in (there, "000000")
    ]

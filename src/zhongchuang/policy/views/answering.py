"""“我能享受什么”: where and who, one question a page, results, the link to share, the file to keep, and forgetting it all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core import clock
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import Conflict, InvalidInput, NotFound
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import ErrorSummary, FieldError, FormGuard, Link, errors_of
from zhongchuang.core.pdf import render_pdf
from zhongchuang.expressions.vocabulary import EARLIEST, LATEST
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy import services
from zhongchuang.policy.access import PolicyAction
from zhongchuang.policy.decisions import read_answer, read_date
from zhongchuang.policy.errors import AnswerUnreadable, QuestionUnknown
from zhongchuang.policy.forms import GuardForm, SubjectForm
from zhongchuang.policy.models import AnswerSheet, StoredVerdict
from zhongchuang.policy.selectors import answering as selectors
from zhongchuang.policy.selectors import current_rulebook
from zhongchuang.policy.views import asking, kept, paper
from zhongchuang.policy.views.labels import KIND_HINTS, KINDS, place_name
from zhongchuang.policy.views.showing import shown

LATEST_SHEET = "policy.sheet"
"""Under which the session remembers the secret of the last sheet of this browser."""
LONGEST_ANSWER = 100
RESULTS = "results"

View = Callable[..., HttpResponseBase]


def unlisted(view: View) -> View:
    """A page somebody holds by its link: kept by no cache, listed by no search engine, no answer to “back” but a fresh one."""

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = never_cache(view)(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return serve


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Where and who. With `sheet` the answers given so far go along to another place or kind."""
    actor, book = actor_of(request), current_rulebook()
    secret = (request.POST if request.method == "POST" else request.GET).get("sheet", "")
    moving = selectors.sheet_of(actor, secret, PolicyAction.ANSWER) if secret else None
    if request.method == "POST":
        form = SubjectForm(book, request.POST)
        if form.is_valid():
            return _begin(request, form, moving)
    else:
        now = {"place": moving.place_id, "kind": moving.kind} if moving else {}
        form = SubjectForm(book, initial={**now, **{n: v for n, v in request.GET.items() if n in PRESET}})
    chosen = str(form["kind"].value() or "")
    context = {
        "form": form,
        "kinds": [(kind, label, KIND_HINTS[kind], kind == chosen) for kind, label in KINDS.items()],
        "guard": FormGuard(new_idempotency_key(), moving.row_version if moving else None),
        "moving": moving,
        "resumable": [] if moving else _resumable(request),
        "errors": errors_of(form),
    }
    response = render(request, "policy/ask.html", context, status=422 if form.errors else 200)
    if secret:  # the way in may be found by everybody, the way on with somebody's answers may not
        response.headers["X-Robots-Tag"] = "noindex"
    return response


PRESET = frozenset({"place", "kind"})
"""What an address may know beforehand."""


def _begin(request: HttpRequest, form: SubjectForm, moving: AnswerSheet | None) -> HttpResponse:
    actor, place, kind = actor_of(request), form.cleaned_data["place"], form.subject_kind
    if moving is None:
        key = request.POST.get("idempotency_key") or None
        sheet = services.sheet_start(actor=actor, place=place, kind=kind, key=key)
    else:
        version, key = _guard(request)
        sheet = services.sheet_move(
            actor=actor,
            sheet=moving,
            secret=moving.secret,
            place=place,
            kind=kind,
            expected_version=version,
            key=key,
        )
    _remember(request, sheet)
    return redirect("policy:question", secret=sheet.secret)


def _remember(request: HttpRequest, sheet: AnswerSheet) -> None:
    """The last sheet of this browser; the session is written only where that changes."""
    if request.session.get(LATEST_SHEET) != sheet.secret:
        request.session[LATEST_SHEET] = sheet.secret


def _resumable(request: HttpRequest) -> list[dict[str, Any]]:
    sheets = selectors.sheets_to_resume(actor_of(request), request.session.get(LATEST_SHEET))
    return [
        {
            "sheet": sheet,
            "place": place_name(sheet.place.name, sheet.place.name_en),
            "kind": KINDS[sheet.kind],
            "answered": len(sheet.facts),
        }
        for sheet in sheets
    ]


def _guard(request: HttpRequest) -> tuple[int, str]:
    """Row version and idempotency key of a form. Raises InvalidInput where a form came without them."""
    form = GuardForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(
            "这次提交不完整，没有保存。",
            "What was submitted is incomplete and was not saved.",
            next_zh="请刷新页面后重新提交。",
            next_en="Reload the page and submit again.",
            code="policy.form_incomplete",
        )
    return form.cleaned_data["row_version"], form.cleaned_data["idempotency_key"]


@unlisted
@require_safe
def question(request: HttpRequest, secret: str) -> HttpResponse:
    """The question of `q`; without it the way to the next one, or to the results when nothing is left to ask."""
    sheet = selectors.sheet_of(actor_of(request), secret)
    _remember(request, sheet)
    fact = request.GET.get("q")
    if fact is not None:
        return _question_page(request, sheet, fact, then=_then(request))
    following = selectors.standing_of(sheet, clock.today()).following
    if following is None:
        return redirect("policy:results", secret=secret)
    return redirect(asking.to_question(secret, following.fact))


def _then(request: HttpRequest) -> str:
    return RESULTS if request.GET.get("then") == RESULTS else ""


def _question_page(
    request: HttpRequest,
    sheet: AnswerSheet,
    fact: str,
    *,
    then: str,
    typed: str | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    on = clock.today()
    standing = selectors.standing_of(sheet, on)
    if not selectors.is_asked_of(standing.book, fact, standing.known.subject.kind):
        raise QuestionUnknown(fact)
    card = asking.question_card(
        sheet, standing, standing.book.questions[fact], on, typed=typed, error=error, then=then
    )
    is_industry = asking.is_industry(standing.book, fact)
    context = {
        **_head(sheet, standing, current=fact, then=then),
        "card": card,
        "errors": ErrorSummary((FieldError(card.field_id, error),) if error else ()),
        "sections": asking.industry_sections() if is_industry else (),
        "is_answered": fact in sheet.facts,
        "guard": FormGuard(new_idempotency_key(), sheet.row_version),
    }
    return render(request, "policy/question.html", context, status=status)


def _head(
    sheet: AnswerSheet, standing: selectors.Standing, *, current: str = "", then: str = ""
) -> dict[str, Any]:
    """What every page of a sheet shows: where and who, the answers so far, the way to change them."""
    return {
        "sheet": sheet,
        "place": place_name(sheet.place.name, sheet.place.name_en),
        "kind": KINDS[sheet.kind],
        "move_url": f"{reverse('policy:ask')}?sheet={sheet.secret}",
        "answers": asking.answers_of(sheet, standing, current=current, then=then),
        "unusable": asking.unusable_labels(standing),
    }


@unlisted
@require_POST
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Keep an answer, or that there is none; what cannot be read or came too late is shown again, nothing is lost."""
    actor = actor_of(request)
    sheet = selectors.sheet_of(actor, secret, PolicyAction.ANSWER)
    fact, then = request.GET.get("q", ""), _then(request)
    typed = request.POST.get(fact, "")[:LONGEST_ANSWER]
    version, key = _guard(request)
    try:
        _keep(request, sheet, fact, typed, version, key)
    except AnswerUnreadable as error:
        said = error.what.in_language(get_language())
        return _question_page(request, sheet, fact, then=then, typed=typed, error=said, status=422)
    except Conflict as error:
        fresh = selectors.sheet_of(actor, secret)
        said = _("%(what)s您刚才的回答还在下面，核对后请再按一次“继续”。") % {
            "what": error.what.in_language(get_language())
        }
        return _question_page(request, fresh, fact, then=then, typed=typed, error=said, status=409)
    if then:
        return redirect("policy:results", secret=secret)
    return redirect("policy:question", secret=secret)


def _keep(
    request: HttpRequest, sheet: AnswerSheet, fact: str, typed: str, version: int, key: str
) -> AnswerSheet:
    """The verb that the button pressed stands for."""
    common: dict[str, Any] = {
        "actor": actor_of(request),
        "sheet": sheet,
        "secret": sheet.secret,
        "fact": fact,
        "expected_version": version,
        "key": key,
    }
    if "unanswer" in request.POST:
        return services.sheet_unanswer(**common)
    if "skip" in request.POST:
        return services.sheet_skip(**common)
    book = current_rulebook()
    if fact not in book.questions:
        raise QuestionUnknown(fact)
    return services.sheet_answer(
        **common, value=read_answer(book.vocabulary[fact], book.questions[fact], typed)
    )


@unlisted
@require_safe
def results(request: HttpRequest, secret: str) -> HttpResponse:
    """What the answers so far come to, today or on the day of `on`."""
    sheet = selectors.sheet_of(actor_of(request), secret)
    _remember(request, sheet)
    on, on_error = _day_of(request)
    standing = selectors.standing_of(sheet, on)
    found = shown(
        standing.book, standing.verdicts, lambda fact: asking.to_question(secret, fact, then=RESULTS)
    )
    context = {
        **_head(sheet, standing, then=RESULTS),
        "groups": found.groups,
        "others": found.others,
        "following": standing.following,
        "left": standing.left,
        "on": on,
        "is_today": on == clock.today(),
        "on_typed": request.GET.get("on", "")[:LONGEST_ANSWER] if on_error else on.isoformat(),
        "on_error": on_error,
        "version": standing.book.version,
        "guard": FormGuard(new_idempotency_key(), sheet.row_version),
    }
    return render(request, "policy/results.html", context, status=422 if on_error else 200)


def _day_of(request: HttpRequest) -> tuple[date, str]:
    """The day asked for and what is wrong with it; today where nothing usable was given."""
    typed = request.POST.get("on") or request.GET.get("on", "")
    if not typed.strip():
        return clock.today(), ""
    on = read_date(typed)
    if on is None or not EARLIEST <= on <= LATEST:
        return clock.today(), _("日期请写成 2026-11-21；下面仍按今天的规定显示。")
    return on, ""


@unlisted
@require_POST
def share(request: HttpRequest, secret: str) -> HttpResponse:
    """Keep the results under a link of their own."""
    actor = actor_of(request)
    sheet = selectors.sheet_of(actor, secret)
    _version, key = _guard(request)
    on, _error = _day_of(request)
    stored = services.verdict_store(actor=actor, sheet=sheet, secret=secret, on=on, key=key)
    messages.success(request, _("结论已保存。把这一页的网址发给别人，对方只能看，不能改，也看不到您的问答。"))
    return redirect("policy:verdict", token=stored.token)


@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask once more, then erase the answers. Erasing what is gone already is no failure."""
    actor = actor_of(request)
    try:
        sheet = selectors.sheet_of(actor, secret, PolicyAction.DELETE)
    except NotFound:
        if request.method != "POST":
            raise
        # The same words whether it is gone or somebody else's: the answer must not tell which.
        messages.info(request, _("这份问答已经不在，或者不是您的；这一次没有删除任何内容。"))
        return redirect("policy:ask")
    if request.method == "POST":
        version, _key = _guard(request)
        services.sheet_delete(
            actor=actor,
            sheet=sheet,
            secret=secret,
            with_verdicts=request.POST.get("verdicts") == "yes",
            expected_version=version,
        )
        return _deleted(request)
    context = {
        "sheet": sheet,
        "place": place_name(sheet.place.name, sheet.place.name_en),
        "kind": KINDS[sheet.kind],
        "shared": selectors.shared_count(sheet),
        "guard": FormGuard(new_idempotency_key(), sheet.row_version),
    }
    return render(request, "policy/delete.html", context)


def _deleted(request: HttpRequest) -> HttpResponse:
    request.session.pop(LATEST_SHEET, None)
    messages.success(request, _("问答已删除，留下的痕迹不能再读出您填写的内容。"))
    return redirect("policy:ask")


@unlisted
@require_safe
def verdict(request: HttpRequest, token: str) -> HttpResponse:
    """Stored verdicts, read-only: what they rest on, and whether the present packs would say the same."""
    stored = selectors.verdict_of(actor_of(request), token)
    replay = selectors.replay_of(stored)
    context = {
        **_stored_context(stored, replay),
        "address": request.build_absolute_uri(reverse("policy:verdict", args=[token])),
        "again_url": f"{reverse('policy:ask')}?place={stored.place_id}&kind={stored.kind}",
        "breadcrumbs": (Link(_("我能享受什么"), reverse("policy:ask")), Link(_("保存的结论"), "")),
    }
    return render(request, "policy/verdict.html", context)


def _stored_context(stored: StoredVerdict, replay: selectors.Replay) -> dict[str, Any]:
    book = replay.book or current_rulebook()
    as_given = replay.verdicts is None
    found = (
        kept.shown_as_kept(book, stored.verdicts)
        if replay.verdicts is None
        else shown(book, replay.verdicts, lambda _fact: "")
    )
    return {
        "stored": stored,
        "place": place_name(stored.place.name, stored.place.name_en),
        "kind": KINDS[stored.kind],
        "facts": kept.facts_in_words(book, replay.subject, stored.facts),
        "groups": found.groups,
        "others": found.others,
        "as_given": as_given,
        "is_current": replay.is_current,
        "changes": None if replay.changes is None else kept.changes_in_words(replay.changes),
    }


@unlisted
@require_safe
def verdict_pdf(request: HttpRequest, token: str) -> HttpResponseBase:
    """The stored verdicts as a file to print and hand in."""
    stored = selectors.verdict_of(actor_of(request), token)
    replay = selectors.replay_of(stored)
    address = request.build_absolute_uri(reverse("policy:verdict", args=[token]))
    data = paper.paper_of(_stored_context(stored, replay), address)
    made = render_pdf(paper.TEMPLATE, data, made_at=stored.stored_at.replace(microsecond=0))
    name = _("我能享受什么_%(place)s_%(kind)s_%(on)s.pdf") % {
        "place": place_name(stored.place.name, stored.place.name_en),
        "kind": KINDS[stored.kind],
        "on": stored.on.isoformat(),
    }
    return attachment_response(name, made, "application/pdf")

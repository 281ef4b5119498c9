"""A draft begun: of the next version, or of a programme of its own; a programme stopped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from zhongchuang.cases.forms.programmes import BeginForm, ReasonForm
from zhongchuang.cases.selectors import programmes as reads
from zhongchuang.cases.services.drafting import programme_draft_begin, programme_end
from zhongchuang.cases.views.guarding import desk_page, english, guard_of, guarded, key_of, put_errors, told
from zhongchuang.cases.views.programmes import place_of, see, title_of, to, write
from zhongchuang.core.errors import InvalidInput, Refused, ZhongchuangError
from zhongchuang.core.page import Link, errors_of
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.selectors import current_rulebook


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def new(request: HttpRequest) -> HttpResponse:
    """A programme of its own, made from another."""
    write(request)
    book = current_rulebook()
    templates = [
        (str(row.pk), f"{place_of(row)} · {title_of(row)}")
        for row in reads.programme_rows()
        if row.current_id
    ]
    packs = [(p.id, p.title.en if english() else p.title.zh) for p in book.packs.values()]
    if request.method != "POST":
        first = {"template": request.GET.get("template", "")}
        return _new_page(request, BeginForm(templates=templates, packs=packs, initial=first))
    form = BeginForm(request.POST, templates=templates, packs=packs)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    try:
        draft = programme_draft_begin(
            actor=actor_of(request),
            programme_id=int(form.cleaned_data["template"]),
            new_id=form.cleaned_data["new_id"],
            pack=form.cleaned_data["pack"],
            key=form.cleaned_data["idempotency_key"],
        )
    except ZhongchuangError as error:
        return _new_page(request, form, status=put_errors(form, error))
    messages.success(request, _("草稿已建好，内容先照原项目。改好后提请另一位同事发布。"))
    return redirect("cases:programme_draft", draft.pk)


def _new_page(request: HttpRequest, form: BeginForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "errors": errors_of(form) if form.is_bound else None,
        "guard": guard_of(),
        "breadcrumbs": (
            Link(pgettext("programme", "项目"), reverse("cases:programmes")),
            Link(_("新建项目"), ""),
        ),
    }
    return render(request, "cases/programmes/new.html", context, status=status)


@require_POST
@desk_page
def edit(request: HttpRequest, pack: str, slug: str) -> HttpResponse:
    """Begin the next version; where somebody is at it already, go there."""
    write(request)
    row = reads.programme_at(f"{pack}/{slug}")
    standing = reads.draft_for(row.code)
    draft = standing or programme_draft_begin(
        actor=actor_of(request), programme_id=row.pk, key=key_of(request)
    )
    return redirect("cases:programme_draft", draft.pk)


@require_POST
@desk_page
def end(request: HttpRequest, pack: str, slug: str) -> HttpResponse:
    """Stop a programme: nothing new opens."""
    see(request)
    row = reads.programme_at(f"{pack}/{slug}")
    given = guarded(request)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("停止项目要写明理由。"))
        return redirect(to(row.code))
    try:
        programme_end(
            actor=actor_of(request),
            programme_id=row.pk,
            reason=form.cleaned_data["reason"],
            **given,
        )
    except (Refused, InvalidInput) as error:
        messages.error(request, told(error))
    return redirect(to(row.code))

"""公开属性审查 before the decision: what cases will publish is looked at while they are on their way, many at once.

What is not to be public is withheld once it is decided; until somebody has looked, nothing is public anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors.disclosing import cases_to_disclose
from zhongchuang.cases.services.awarding import case_review_ahead, facts_ahead
from zhongchuang.cases.services.clearing import holder_of
from zhongchuang.cases.views.guarding import desk_page, guard_of, incomplete, key_of, told
from zhongchuang.cases.views.labels import state_status
from zhongchuang.clearance.access import DisclosureReach
from zhongchuang.clearance.disclosing.facts import REVIEWED, reviewed_digest
from zhongchuang.clearance.selectors.awards_office import office_reach, standing_reviews
from zhongchuang.clearance.services.disclosing import LET_PUBLIC, numbers_in
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed, ZhongchuangError
from zhongchuang.core.page import Link, Shape, Status, Tone, page_number, paginate
from zhongchuang.parties.accounts import actor_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from zhongchuang.clearance.models import DisclosureReview

WORKED = 100


@dataclass(frozen=True)
class Line:
    """A case as the list shows it: what would be public of it, and whether that was looked at."""

    case: Case
    state: Status
    review: Status
    value: str
    reviewed: bool
    secrets: tuple[StrOrPromise, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def publication(request: HttpRequest) -> HttpResponseBase:
    """Cases on their way to a decision, with what they will publish; those ticked are reviewed, each for itself."""
    actor = actor_of(request)
    reach = office_reach(actor)
    if request.method != "POST":
        return _page(request, actor, reach, [])
    if not (reach.works_on_all or reach.works_on):
        raise NotAllowed()
    key, ticked = key_of(request), _ticked(request)
    failed = []
    for pk, version in ticked:
        try:
            case_review_ahead(
                actor=actor, case_id=pk, verdict=LET_PUBLIC, expected_version=version, key=f"{key}:{pk}"
            )
        except ZhongchuangError as error:
            failed.append(told(error))
    good = len(ticked) - len(failed)
    if good:
        said = ngettext("%(n)s 件已提前审查。", "%(n)s 件已提前审查。", good) % {"n": good}
        messages.success(request, said)
    elif not ticked:
        messages.warning(request, _("还没有勾选，什么也没有办。"))
    return _page(request, actor, reach, failed) if failed else redirect("cases:publication")


def _ticked(request: HttpRequest) -> list[tuple[int, int]]:
    found = []
    for text in request.POST.getlist("case")[:WORKED]:
        pk, _sep, version = text.partition("@")
        if not (
            text.replace("@", "").isascii() and pk.isdecimal() and version.isdecimal() and len(text) < 30
        ):
            raise incomplete()
        found.append((int(pk), int(version)))
    return found


def _page(request: HttpRequest, actor: Actor, reach: DisclosureReach, failed: list[str]) -> HttpResponse:
    rows = cases_to_disclose(actor, reach)
    page = paginate(request.GET, rows.count(), page_number(request), per_page=WORKED)
    shown = list(rows[(page.page - 1) * WORKED : page.page * WORKED])
    reviews = standing_reviews([holder_of(case) for case in shown])
    lines = [_line(case, reviews.get(holder_of(case))) for case in shown]
    context = {
        "lines": lines,
        "works": any(not line.reviewed for line in lines),
        "guard": guard_of(),
        "page": page,
        "failed": failed,
        "breadcrumbs": (
            Link(_("公开审查"), reverse("clearance:office_awards")),
            Link(_("决定前提前审查"), ""),
        ),
    }
    return render(request, "cases/deciding/publication.html", context, status=409 if failed else 200)


def _line(case: Case, review: DisclosureReview | None) -> Line:
    facts = facts_ahead(case)
    content = {name: str(getattr(facts, name)) for name in REVIEWED}
    stands = review is not None and review.content_sha256 == reviewed_digest(content)
    return Line(
        case,
        state_status(State(case.state)),
        _status(review, stands=stands),
        f"{case.pk}@{case.row_version}",
        stands,
        tuple(kind.label for kind in dict.fromkeys(found.kind for found in numbers_in(content))),
    )


def _status(review: DisclosureReview | None, *, stands: bool) -> Status:
    if review is None:
        return Status(_("待审查"), Shape.RING)
    if not stands:
        return Status(_("内容已变，需重新审查"), Shape.WARNING, Tone.DANGER)
    if review.outcome == "public":
        return Status(_("决定后立即公开"), Shape.CHECK, Tone.ACCENT)
    return Status(_("不予公开"), Shape.LOCK)

"""Exceptions as everybody reads them: who, which rule in its words, why, which department, when."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.clearance.models import Override
from zhongchuang.clearance.selectors.checks import exceptions_before, exceptions_published
from zhongchuang.clearance.selectors.rules import Named, clauses_held
from zhongchuang.core.clock import business_date
from zhongchuang.core.json_values import Json
from zhongchuang.core.page import Link, Money, page_number, paginate
from zhongchuang.parties.access import LABELS, Role

PER_PAGE = 20


@require_safe
def exceptions(request: HttpRequest) -> HttpResponse:
    """Every exception that was confirmed, the latest first; by `?number=` the page on which that one stands now.

    Those who decided are named by their posts.
    """
    rows = exceptions_published()
    total = rows.count()
    query = request.GET.copy()
    number = "".join(query.pop("number", []))
    before = exceptions_before(number) if number and "page" not in query else None
    page = page_number(request) if before is None else before // PER_PAGE + 1
    pages = paginate(query, total, page, per_page=PER_PAGE)
    shown = list(rows[(pages.page - 1) * PER_PAGE : pages.page * PER_PAGE])
    rules = [rule for one in shown for rule in one.rules]
    held = clauses_held((rule["document"], rule["clause"]) for rule in rules)
    context = {
        "exceptions": [_shown(one, held) for one in shown],
        "total": total,
        "pagination": pages,
        "breadcrumbs": (
            Link(_("首页"), "/"),
            Link(_("支持公开"), reverse("clearance:awards")),
            Link(_("例外"), ""),
        ),
    }
    return render(request, "clearance/exceptions.html", context)


def address_of(one: Override) -> str:
    """Where everybody reads an exception, wherever it stands in the list by then."""
    return f"{reverse('clearance:exceptions')}?{urlencode({'number': one.number})}#e-{one.number}"


def _shown(one: Override, held: Mapping[Named, Named]) -> dict[str, object]:
    return {
        "number": one.number,
        "recipient": one.recipient,
        "amount": Money(one.amount),
        "rules": [_rule(rule, held) for rule in one.rules],
        "reason": one.reason,
        "department": one.department.name,
        "posts": _("%(asked)s提出，%(answered)s确认")
        % {"asked": LABELS[Role(one.asked_as)], "answered": LABELS[Role(one.answered_as)]},
        "on": business_date(one.confirmed_at) if one.confirmed_at else "",
        "void_on": business_date(one.voided_at) if one.voided_at else "",
    }


def _rule(rule: dict[str, Json], held: Mapping[Named, Named]) -> dict[str, str]:
    place = held.get((str(rule["document"]), str(rule["clause"])))
    return {
        "title": _either(rule["title"]),
        "source": _either(rule["source"]),
        "clause": reverse("policy:clause", args=place) if place else "",
    }


def _either(words: Json) -> str:
    assert isinstance(words, list)  # kept in both languages
    return str(words[1] if (get_language() or "").startswith("en") else words[0])

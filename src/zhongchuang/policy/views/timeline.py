"""One number of the law over time, with those it is worth seeing with."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import Link
from zhongchuang.core.public_pages import public_page
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.packs.schema import Measure
from zhongchuang.policy.selectors.browsing import measure_of
from zhongchuang.policy.selectors.compare import moving_together
from zhongchuang.policy.selectors.rulebook import rulebook_at
from zhongchuang.policy.views import addresses, labels
from zhongchuang.policy.views.parameters import ValueLine, over_time, series_name, value_lines


@dataclass(frozen=True, slots=True)
class NumberView:
    """A number with every value it had; `same` are measures in which it stands alike."""

    label: str
    measure: Measure
    url: str
    place: str
    lines: tuple[ValueLine, ...]
    same: tuple[Measure, ...]


@require_safe
@public_page
def parameter(request: HttpRequest, pack: str, name: str, parameter: str) -> HttpResponse:
    """All dated values of a number as a line and as a table, with their sources."""
    row = measure_of(actor_of(request), f"{pack}/{name}")
    book, today = rulebook_at(row.pack_version_id), clock.today()
    measure = book.measure(row.slug)
    if measure is None or parameter not in measure.parameters:
        raise NotFound()
    numbers = moving_together(book, measure, parameter)
    label = labels.in_language(measure.parameters[parameter].label)
    title = labels.in_language(measure.title)
    context = {
        "title": label,
        "measure": measure,
        "numbers": [
            NumberView(
                series_name(number, numbers),
                number.measure,
                addresses.to_measure(number.measure.id),
                labels.in_language(book.places[number.measure.place].name),
                value_lines(book, number.measure, number.parameter, today),
                number.same,
            )
            for number in numbers
        ],
        "chart": over_time(numbers, today, title=label, chart_id="over-time"),
        "today": today,
        "breadcrumbs": (
            Link(_("措施"), reverse("policy:measures")),
            Link(title, addresses.to_measure(measure.id)),
            Link(label, ""),
        ),
    }
    return render(request, "policy/timeline.html", context)

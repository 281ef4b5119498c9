"""The change feed for other software: every change of what is public, in an order that skips nothing."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhongchuang.clearance.forms.disclosing import AsOfForm
from zhongchuang.clearance.selectors.award_changes import changes_as_data
from zhongchuang.clearance.selectors.awards import MOST_CHANGES, changes_after
from zhongchuang.core.errors import InvalidInput, Wording


@require_safe
def changes(request: HttpRequest) -> JsonResponse:
    """The changes after a number, oldest first. Raises InvalidInput for a number that is none."""
    form = AsOfForm(request.GET)
    if not form.is_valid():
        told = Wording("after、limit 应是不太大的整数", "after and limit are whole numbers, not too large")
        raise InvalidInput(
            "读不懂从哪一号之后。",
            "It is not clear after which number.",
            fields=dict.fromkeys(form.errors, told),
        )
    after = form.cleaned_data["after"] or 0
    limit = form.cleaned_data["limit"] or MOST_CHANGES
    found = changes_after(after, limit)
    last = found[-1].sequence if found else after
    more = len(found) == limit
    address = reverse("clearance:award_changes")
    data = {
        "changes": changes_as_data(found, site=settings.SITE_URL),
        "last": last,
        "next": request.build_absolute_uri(f"{address}?after={last}"),
        "more": more,
    }
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"  # what is asked after the last number must not come out of a cache
    return response

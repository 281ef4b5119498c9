"""The draw of a panel for everybody: digests before, seed and order after, and how to replay it. No names, no cases."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhongchuang.cases.models import Panel
from zhongchuang.cases.reviewing.drawing import drawn_order, place_of, seated
from zhongchuang.cases.selectors.review import public_panel
from zhongchuang.cases.views.reviewing_words import kinds_in_words
from zhongchuang.core.json_values import Json
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    Link,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
)

SHOWN = 16  # characters of a key that tell it apart


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate in the order drawn."""

    number: int
    key: str
    digest: str
    seated: bool
    passed: tuple[str, ...]


def order_of(panel: Panel) -> tuple[Place, ...]:
    """The order that seed and list give, replayed each time it is asked for; empty before the draw."""
    if panel.drawn_at is None:
        return ()
    passed = panel.pool["passed"]
    order = drawn_order(panel.seed, list(panel.pool["candidates"]))
    sitting = set(seated(order, panel.seats, passed))
    return tuple(
        Place(
            number,
            key,
            place_of(panel.seed, key),
            key in sitting,
            tuple(kinds_in_words(passed.get(key, ()))),
        )
        for number, key in enumerate(order, start=1)
    )


@never_cache
@require_safe
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """The page on which anybody replays a draw."""
    panel = public_panel(number)
    context = {
        "panel": panel,
        "status": panel_status(panel),
        "facts": SummaryList(
            (
                SummaryRow(_("项目"), panel.round.programme.title, panel.round.name),
                SummaryRow(_("席位"), panel.seats),
                SummaryRow(_("候选专家"), len(panel.pool["candidates"])),
                SummaryRow(_("因回避等未列入"), len(panel.pool["excluded"])),
            )
        ),
        "seed_hash": Code(panel.seed_hash, group=8),
        "pool_hash": Code(panel.pool_hash, group=8),
        "seed": Code(panel.seed, group=8) if panel.drawn_at else None,
        "given_up": (panel.result or {}).get("given_up", "") if panel.closed_at else "",
        "candidates": _candidates(panel),
        "first": next(iter(order_of(panel)), None),
        "excluded": DataTable(
            _("未列入名单的"),
            (Column(_("标识"), ColumnKind.CODE), Column(_("原因"))),
            tuple(
                Row((Cell(one["key"][:SHOWN]), Cell("、".join(kinds_in_words(one["why"])))))
                for one in panel.pool["excluded"]
            ),
        ),
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("专家抽取 %(number)s") % {"number": number}, "")),
    }
    return render(request, "cases/review/draw.html", context)


def _candidates(panel: Panel) -> DataTable:
    places = order_of(panel)
    if not places:
        keys = sorted(panel.pool["candidates"])
        rows = tuple(Row((Cell(key[:SHOWN]),)) for key in keys)
        return DataTable(_("候选名单（按标识排序）"), (Column(_("标识"), ColumnKind.CODE),), rows)
    return DataTable(
        _("抽取顺序"),
        (
            Column(_("次序")),
            Column(_("标识"), ColumnKind.CODE),
            Column(_("排序依据"), ColumnKind.CODE),
            Column(_("结果")),
        ),
        tuple(
            Row((Cell(str(one.number)), Cell(one.key[:SHOWN]), Cell(one.digest[:SHOWN]), Cell(_outcome(one))))
            for one in places
        ),
    )


def _outcome(place: Place) -> Status | str:
    if place.passed:
        return Status("、".join(place.passed), Shape.CROSS)
    return Status(_("入席"), Shape.CHECK, Tone.ACCENT) if place.seated else _("未抽中")


def panel_status(panel: Panel) -> Status:
    """Where a panel stands."""
    if panel.closed_at is not None:
        if "given_up" in panel.result:
            return Status(_("已取消"), Shape.CROSS)
        return Status(_("已结束"), Shape.CHECK, Tone.ACCENT)
    if panel.drawn_at is None:
        return Status(_("待抽取"), Shape.RING)
    return Status(_("评分中"), Shape.HALF)


@never_cache
@require_safe
def draw_json(_request: HttpRequest, number: str) -> JsonResponse:
    """The same for software: everything a replay needs, and nothing else."""
    panel = public_panel(number)
    body: dict[str, Json] = {
        "panel": panel.number,
        "algorithm": "order candidates by sha256(seed + ':' + key); the first `seats` not passed over are seated",
        "seats": panel.seats,
        "seed_sha256": panel.seed_hash,
        "candidates_sha256": panel.pool_hash,
        "candidates": [*sorted(panel.pool["candidates"])],
        "seed": panel.seed if panel.drawn_at else None,
        "order": [one.key for one in order_of(panel)],
        "passed_over": [*sorted(panel.pool["passed"])],
        "seated": [one.key for one in order_of(panel) if one.seated],
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})

"""Two results of 政策测算 side by side: what differs in what they assume, then in what comes of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from zhongchuang.core.page import (
    Cell,
    Chart,
    ChartKind,
    Column,
    ColumnKind,
    DataTable,
    Money,
    Row,
    Series,
)
from zhongchuang.policy.models import ScenarioRun
from zhongchuang.policy.packs.schema import BenefitKind
from zhongchuang.policy.selectors.scenarios import rests_of, result_of
from zhongchuang.policy.simulation.result import Comparison, GroupEffect, Outcome
from zhongchuang.policy.views import labels
from zhongchuang.policy.views import scenarios_showing as showing

PLACES_DRAWN = 12
_FEN_PER_WAN = 1_000_000
_SUMS = (
    (gettext_noop("现行合计"), "before_fen"),
    (gettext_noop("改后合计"), "after_fen"),
    (gettext_noop("差额"), "difference_fen"),
)


def side_by_side(left: ScenarioRun, right: ScenarioRun) -> dict[str, Any]:
    """Everything the page of a comparison shows. Raises NotFound where one of them has no result."""
    rests = [rests_of(left), rests_of(right)]
    found = [result_of(left), result_of(right)]
    kinds = [kind for kind in BenefitKind if any(one.kind_effect(kind) for one in found)]
    return {
        "left": left,
        "right": right,
        "left_changes": showing.change_lines(rests[0], left),
        "right_changes": showing.change_lines(rests[1], right),
        "warnings": _warnings(left, right),
        "outcomes": _outcomes(found[0], found[1]),
        "sums": _sums(found[0], found[1], kinds),
        "charts": [
            _chart(rests[0].book, found, kind, left, right) for kind in kinds if _changes(found, kind)
        ],
    }


def _warnings(left: ScenarioRun, right: ScenarioRun) -> list[str]:
    """What makes the two hard to compare."""
    found = []
    if left.population.sha256 != right.population.sha256:
        found.append(_("两次用的人群不同，差别可能来自人群，而不是来自改动。"))
    if left.on != right.on:
        found.append(_("两次按不同日期的规定测算。"))
    if left.pack_version_id != right.pack_version_id:
        found.append(_("两次依据的政策包版本不同。"))
    return found


def _columns(first: str) -> tuple[Column, ...]:
    number = ColumnKind.NUMBER
    return (Column(first), Column(_("甲"), number), Column(_("乙"), number), Column(_("乙比甲"), number))


def _outcomes(left: Comparison, right: Comparison) -> DataTable:
    rows = [(_("计入的对象"), left.subjects, right.subjects)]
    rows += [(str(showing.OUTCOMES[o]), left.outcomes[o], right.outcomes[o]) for o in Outcome]
    return DataTable(
        _("对象数"),
        _columns(_("与现行规定相比")),
        tuple(Row((Cell(name), Cell(a), Cell(b), Cell(_signed(b - a)))) for name, a, b in rows),
        show_caption=True,
    )


def _signed(number: int) -> str:
    return f"+{number:,}" if number > 0 else f"{number:,}".replace("-", "−")


def _sums(left: Comparison, right: Comparison, kinds: list[BenefitKind]) -> DataTable:
    """For each kind of amount what the law gives now and each of the two would; never added up across kinds."""
    rows = []
    for kind in kinds:
        effects = left.kind_effect(kind), right.kind_effect(kind)
        label = labels.BENEFITS[kind]
        for what, name in _SUMS:
            one, other = (None if effect is None else int(getattr(effect, name)) for effect in effects)
            apart = None if one is None or other is None else other - one
            rows.append(
                Row(
                    (
                        Cell(_("%(kind)s · %(what)s") % {"kind": label, "what": gettext(what)}),
                        *(Cell(_amount(fen)) for fen in (one, other, apart)),
                    )
                )
            )
    return DataTable(_("合计（元）"), _columns(_("数额")), tuple(rows), show_caption=True)


def _amount(fen: int | None) -> Any:
    return _("没有涉及") if fen is None else Money(fen, unit=False)


def _chart(
    book: Any, found: list[Comparison], kind: BenefitKind, left: ScenarioRun, right: ScenarioRun
) -> Chart:
    """The difference by place, both at once."""
    sides = [dict(showing.place_rows(book, one)) for one in found]
    names = list(dict.fromkeys([*sides[0], *sides[1]]))
    names.sort(key=lambda name: -sum(abs(_fen(side.get(name), kind)) for side in sides))
    drawn = names[:PLACES_DRAWN]
    return Chart(
        f"difference-{kind}",
        _("各地差额：%(kind)s") % {"kind": labels.BENEFITS[kind]},
        ChartKind.BAR,
        tuple(drawn),
        tuple(
            Series(label, tuple(round(_fen(side.get(name), kind) / _FEN_PER_WAN, 2) for name in drawn))
            for label, side in zip((_("甲"), _("乙")), sides, strict=True)
        ),
        unit=_("万元"),
        source=_("；").join(dict.fromkeys(showing.source_of(run) for run in (left, right))),
        category_label=_("地区"),
    )


def _changes(found: list[Comparison], kind: BenefitKind) -> bool:
    """Whether the kind differs anywhere: a chart of nothing says nothing."""
    return any(_fen(group, kind) for one in found for group in one.by_place)


def _fen(group: GroupEffect | None, kind: BenefitKind) -> int:
    if group is None or kind not in group.totals:
        return 0
    before, after = group.totals[kind]
    return after - before

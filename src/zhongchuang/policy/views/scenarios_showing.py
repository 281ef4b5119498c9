"""A result of 政策测算 as pages, workbook and paper show it: the same lines, each number said once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhongchuang.core.clock import SHANGHAI
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
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
)
from zhongchuang.policy.matching.words import day
from zhongchuang.policy.models import PopulationOrigin, ScenarioRun
from zhongchuang.policy.packs.industries import industry_name
from zhongchuang.policy.packs.schema import BenefitKind, RuleBook, SubjectKind
from zhongchuang.policy.selectors.scenarios import Rests
from zhongchuang.policy.simulation.result import (
    MEANINGS,
    Comparison,
    GroupEffect,
    KindEffect,
    MeasureEffect,
    Outcome,
)
from zhongchuang.policy.simulation.wording import BAND_NAMES, change_words
from zhongchuang.policy.views import addresses, labels

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PLACES_DRAWN = 12
OUTCOMES: Mapping[Outcome, StrOrPromise] = {
    Outcome.GAIN: gettext_lazy("受益"),
    Outcome.LOSE: gettext_lazy("受损"),
    Outcome.MIXED: gettext_lazy("有得有失"),
    Outcome.UNKNOWN: gettext_lazy("说不清"),
    Outcome.SAME: gettext_lazy("不变"),
    Outcome.NOTHING: gettext_lazy("前后都没有"),
}
OUTCOME_MEANINGS: Mapping[Outcome, StrOrPromise] = {
    Outcome.GAIN: gettext_lazy("原来没有的有了，或者数额多了"),
    Outcome.LOSE: gettext_lazy("原来有的没有了，或者数额少了"),
    Outcome.MIXED: gettext_lazy("这一项多、那一项少，或者换成了另一种，不能比多少"),
    Outcome.UNKNOWN: gettext_lazy("缺少事实，现行或改后的结论定不下来"),
    Outcome.SAME: gettext_lazy("有，而且一样"),
    Outcome.NOTHING: gettext_lazy("现行和改后都不符合"),
}
_SHAPES = {
    Outcome.GAIN: (Shape.CHECK, Tone.ACCENT),
    Outcome.LOSE: (Shape.CROSS, Tone.DANGER),
    Outcome.MIXED: (Shape.HALF, Tone.PLAIN),
    Outcome.UNKNOWN: (Shape.QUESTION, Tone.PLAIN),
    Outcome.SAME: (Shape.DOT, Tone.PLAIN),
    Outcome.NOTHING: (Shape.RING, Tone.PLAIN),
}


@dataclass(frozen=True, slots=True)
class Share:
    """How many subjects of how many, in words and number."""

    status: Status
    count: int
    per_cent: str
    meaning: StrOrPromise


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of amount: sums and what they are."""

    label: StrOrPromise
    meaning: str
    before: int
    after: int
    difference: int
    amount_unknown: int
    is_public_money: bool


def outcome_status(outcome: Outcome) -> Status:
    """What a change means, in a word and a shape."""
    return Status(OUTCOMES[outcome], *_SHAPES[outcome])


def shares_of(found: Comparison) -> list[Share]:
    """How many gain, lose and so on, of all."""
    return [
        Share(outcome_status(outcome), count, per_cent(count, found.subjects), OUTCOME_MEANINGS[outcome])
        for outcome in OUTCOMES
        if (count := found.outcomes[outcome]) or outcome in (Outcome.GAIN, Outcome.LOSE, Outcome.UNKNOWN)
    ]


def per_cent(count: int, whole: int) -> str:
    """A part of a whole, to a tenth of a per cent; what is there is never shown as 0."""
    if not whole or not count:
        return "0%"
    tenths = (count * 1000 + whole // 2) // whole
    return "<0.1%" if tenths == 0 else f"{tenths // 10}.{tenths % 10}%"


def kind_lines(found: Comparison) -> list[KindLine]:
    """The sums, each with what it is; different kinds are never added up."""
    return [
        KindLine(
            labels.BENEFITS[effect.kind],
            labels.in_language(MEANINGS[effect.kind]),
            effect.before_fen,
            effect.after_fen,
            effect.difference_fen,
            effect.amount_unknown,
            effect.kind is BenefitKind.GRANT,
        )
        for effect in found.kinds
    ]


def measures_table(book: RuleBook, found: Comparison) -> DataTable:
    """Every measure asked: who has it before and after, and the exact sums."""
    return DataTable(
        _("分措施"),
        (
            Column(_("措施")),
            Column(_("现行有"), ColumnKind.NUMBER),
            Column(_("改后有"), ColumnKind.NUMBER),
            Column(_("说不清（现行／改后）"), ColumnKind.NUMBER),
            Column(_("现行合计（元）"), ColumnKind.NUMBER),
            Column(_("改后合计（元）"), ColumnKind.NUMBER),
            Column(_("差额（元）"), ColumnKind.NUMBER),
        ),
        tuple(_measure_row(book, effect) for effect in found.measures),
    )


def _measure_row(book: RuleBook, effect: MeasureEffect) -> Row:
    def money(fen: int) -> Any:
        return Money(fen, unit=False) if effect.kind else "—"

    return Row(
        (
            Cell(
                measure_title(book, effect.id),
                addresses.to_measure(effect.id),
                labels.BENEFITS[effect.kind] if effect.kind else _("没有数额"),
            ),
            Cell(effect.before.has),
            Cell(effect.after.has),
            Cell(f"{effect.before.unknown:,}／{effect.after.unknown:,}"),
            Cell(money(effect.before.total_fen)),
            Cell(money(effect.after.total_fen)),
            Cell(money(effect.difference_fen)),
        )
    )


def measure_title(book: RuleBook, measure: str) -> str:
    """A measure's title with its place, in the reader's language."""
    found = book.measure(measure)
    if found is None:
        return measure
    place = labels.in_language(book.places[found.place].name)
    return _("%(title)s（%(place)s）") % {"title": labels.in_language(found.title), "place": place}


def groups_table(
    caption: str, label: str, rows: list[tuple[str, GroupEffect]], kinds: list[BenefitKind]
) -> DataTable:
    """Groups of subjects: how many gain and lose, and the exact differences by kind of amount."""
    outcomes = (Outcome.GAIN, Outcome.LOSE, Outcome.MIXED, Outcome.UNKNOWN)
    return DataTable(
        caption,
        (
            Column(label),
            Column(_("对象数"), ColumnKind.NUMBER),
            *(Column(OUTCOMES[outcome], ColumnKind.NUMBER) for outcome in outcomes),
            *(
                Column(_("差额（元）·%(kind)s") % {"kind": labels.BENEFITS[kind]}, ColumnKind.NUMBER)
                for kind in kinds
            ),
        ),
        tuple(
            Row(
                (
                    Cell(name),
                    Cell(group.subjects),
                    *(Cell(group.outcomes[outcome]) for outcome in outcomes),
                    *(Cell(Money(_difference(group, kind), unit=False)) for kind in kinds),
                )
            )
            for name, group in rows
        ),
    )


def _difference(group: GroupEffect, kind: BenefitKind) -> int:
    before, after = group.totals[kind]
    return after - before


def place_rows(book: RuleBook, found: Comparison) -> list[tuple[str, GroupEffect]]:
    """The places by name, in the order of their codes."""
    return [
        (labels.in_language(book.places[group.value].name), group)
        for group in found.by_place
        if group.value in book.places
    ]


def kind_rows(found: Comparison) -> list[tuple[str, GroupEffect]]:
    """The kinds of subject by name."""
    return [(str(labels.KINDS[SubjectKind(group.value)]), group) for group in found.by_kind]


def section_rows(found: Comparison) -> list[tuple[str, GroupEffect]]:
    """The sections of industry by name; subjects whose industry is not known come last."""
    return [(section_name(group.value), group) for group in found.by_section]


def section_name(letter: str) -> str:
    """C 制造业."""
    if not letter:
        return _("行业不详")
    return f"{letter} {labels.in_language(industry_name(letter))}".strip()


def places_chart(book: RuleBook, found: Comparison, source: str) -> Chart | None:
    """Who gains and who loses by place: the places with most of either."""
    touched = [
        (name, group)
        for name, group in place_rows(book, found)
        if group.outcomes[Outcome.GAIN] or group.outcomes[Outcome.LOSE]
    ]
    if not touched:
        return None
    touched.sort(key=lambda row: -(row[1].outcomes[Outcome.GAIN] + row[1].outcomes[Outcome.LOSE]))
    drawn = touched[:PLACES_DRAWN]
    more = len(touched) - len(drawn)
    title = _("各地受益和受损的对象")
    if more:
        title = _("各地受益和受损的对象（最多的 %(n)s 个地区）") % {"n": len(drawn)}
    return Chart(
        "gain-lose-by-place",
        title,
        ChartKind.BAR,
        tuple(name for name, _group in drawn),
        tuple(
            Series(OUTCOMES[outcome], tuple(group.outcomes[outcome] for _name, group in drawn))
            for outcome in (Outcome.GAIN, Outcome.LOSE)
        ),
        unit=_("个对象"),
        source=source,
        category_label=_("地区"),
    )


def band_charts(found: Comparison, source: str) -> list[Chart]:
    """How the differences are spread, one chart for each kind of amount that changes for anybody."""
    return [_bands(effect, source) for effect in found.kinds if sum(effect.bands) > effect.bands[_NO_CHANGE]]


_NO_CHANGE = len(BAND_NAMES) // 2


def _bands(effect: KindEffect, source: str) -> Chart:
    return Chart(
        f"bands-{effect.kind}",
        _("差额的分布：%(kind)s") % {"kind": labels.BENEFITS[effect.kind]},
        ChartKind.BAR,
        tuple(labels.in_language(name) for name in BAND_NAMES),
        (Series(_("对象"), effect.bands),),
        unit=_("个对象"),
        source=source,
        category_label=_("每个对象的差额"),
    )


def change_lines(rests: Rests, run: ScenarioRun) -> list[str]:
    """The changes a run was computed with, a sentence each."""
    lines = []
    for change in rests.changes:
        words = change_words(rests.book, change, run.on)
        lines.append(
            _("%(subject)s · %(what)s：%(before)s → %(after)s")
            % {
                "subject": labels.in_language(words.subject),
                "what": labels.in_language(words.what),
                "before": labels.in_language(words.before),
                "after": labels.in_language(words.after),
            }
        )
    return lines


def source_of(run: ScenarioRun) -> str:
    """Where the numbers come from: every chart, workbook and paper says it."""
    if run.population.origin == PopulationOrigin.SYNTHETIC:
        return _("测算：合成数据，不是真实对象")
    if run.population.origin == PopulationOrigin.REGISTERED:
        return _("测算：平台登记的单位")
    return _("测算：上传的表“%(name)s”") % {"name": run.population.name}


def basis_rows(run: ScenarioRun, found: Comparison) -> list[tuple[str, str]]:
    """What the result rests on."""
    missing = len(found.missing_facts)
    finished = run.finished_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if run.finished_at else "—"
    return [
        (_("按哪一天的规定"), labels.in_language(day(run.on))),
        (_("政策包版本"), run.pack_version_id),
        (_("规则语言版本"), run.language_version),
        (_("人群"), f"{run.population.name}（{source_of(run)}）"),
        (_("人群数据摘要（SHA-256）"), run.population.sha256),
        (_("计入的对象"), f"{found.subjects:,}"),
        (_("没有计入的行"), f"{found.rejected:,}"),
        (_("按未知处理的值"), f"{found.unusable:,}"),
        (_("表里没有的事实"), _("%(n)s 项，按未知处理") % {"n": missing} if missing else _("没有")),
        (
            _("重新计算的措施"),
            _("%(n)s 项（改动的和同一事项的）；其余 %(others)s 项不受影响")
            % {"n": len(found.measures), "others": found.measures_in_all - len(found.measures)},
        ),
        (_("算完的时间"), finished),
    ]


def basis_list(run: ScenarioRun, found: Comparison) -> SummaryList:
    """The same for a page."""
    return SummaryList(tuple(SummaryRow(name, value) for name, value in basis_rows(run, found)))


def sample_table(book: RuleBook, found: Comparison) -> DataTable:
    """Some subjects to look at: their keys and what it means for them."""
    return DataTable(
        _("抽看几个对象"),
        (Column(_("编号"), ColumnKind.CODE), Column(_("地区")), Column(_("对象类型")), Column(_("结果"))),
        tuple(
            Row(
                (
                    Cell(row.id),
                    Cell(labels.in_language(book.places[row.place].name)),
                    Cell(labels.KINDS[SubjectKind(row.kind)]),
                    Cell(outcome_status(row.outcome)),
                )
            )
            for row in found.sample
        ),
    )

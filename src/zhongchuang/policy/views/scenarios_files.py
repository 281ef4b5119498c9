"""A result of 政策测算 to take away: a workbook with real numbers, and paper."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.json_values import Json
from zhongchuang.core.money import format_wan, format_yuan
from zhongchuang.core.pdf import render_pdf
from zhongchuang.policy.models import PopulationOrigin, ScenarioRun
from zhongchuang.policy.packs.schema import BenefitKind
from zhongchuang.policy.selectors.scenarios import Rests
from zhongchuang.policy.simulation.result import MEANINGS, Comparison, GroupEffect, Outcome
from zhongchuang.policy.simulation.wording import BAND_NAMES
from zhongchuang.policy.views import labels
from zhongchuang.policy.views import scenarios_showing as showing

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "policy" / "scenarios" / "result.typ"
PLACES_PRINTED = 20
VERSION_DIGITS = 12
_EXACT_DIGITS = 15
"""What a number in a workbook keeps; a longer amount is written as text, so that no 分 is lost."""

CellValue = str | int | Decimal


class _Sheets:
    """Writes sheets. Text is always written as text: a cell that begins like a formula is none."""

    def __init__(self, made_at: str) -> None:
        self.out = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.book.set_properties({"title": _("政策测算"), "comments": made_at})
        self._head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._text = self.book.add_format({"text_wrap": True, "valign": "top"})
        self._whole = self.book.add_format({"num_format": "#,##0", "valign": "top"})
        self._yuan = self.book.add_format({"num_format": "#,##0.00", "valign": "top"})

    def sheet(
        self, name: str, head: Sequence[str], rows: Iterable[Sequence[CellValue]], widths: Sequence[int]
    ) -> None:
        """One sheet with a frozen head."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for column, words in enumerate(head):
            sheet.write_string(0, column, str(words), self._head)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value, self._text)
                elif (
                    len(value.as_tuple().digits if isinstance(value, Decimal) else str(abs(value)))
                    > _EXACT_DIGITS
                ):
                    sheet.write_string(
                        number, column, f"{value:f}" if isinstance(value, Decimal) else str(value)
                    )
                else:
                    form = self._yuan if isinstance(value, Decimal) else self._whole
                    sheet.write_number(number, column, value, form)


def workbook_of_run(run: ScenarioRun, rests: Rests, found: Comparison) -> bytes:
    """Summary, by measure, by place, by kind and industry, spread of the differences, assumptions."""
    sheets = _Sheets(showing.source_of(run))
    sheets.sheet(_("概要"), (_("项目"), _("数"), _("说明")), _summary(found), (34, 18, 70))
    sheets.sheet(
        _("分措施"),
        (
            *(_("措施"), _("数额含义"), _("现行符合"), _("现行享受"), _("改后符合"), _("改后享受")),
            *(_("现行说不清"), _("改后说不清"), _("现行合计（元）"), _("改后合计（元）"), _("差额（元）")),
        ),
        _measures(rests, found),
        (44, 22, *[12] * 6, *[20] * 3),
    )
    kinds = [effect.kind for effect in found.kinds]
    for title, label, rows in (
        (_("分地区"), _("地区"), showing.place_rows(rests.book, found)),
        (_("分对象类型"), _("对象类型"), showing.kind_rows(found)),
        (_("分行业"), _("行业"), showing.section_rows(found)),
    ):
        sheets.sheet(title, _group_head(label, kinds), _group_rows(rows, kinds), (26, *[14] * 40))
    sheets.sheet(
        _("差额分布"),
        (_("每个对象的差额"), *(str(labels.BENEFITS[kind]) for kind in kinds)),
        (
            (labels.in_language(name), *(effect.bands[n] for effect in found.kinds))
            for n, name in enumerate(BAND_NAMES)
        ),
        (34, *[18] * 10),
    )
    assumed = [
        (_("改动 %(n)s") % {"n": n}, line) for n, line in enumerate(showing.change_lines(rests, run), 1)
    ]
    sheets.sheet(
        _("假设"),
        (_("项目"), _("内容")),
        [
            (_("方案"), run.scenario.name),
            *assumed,
            *showing.basis_rows(run, found),
            (_("说明"), _caution(run)),
        ],
        (26, 90),
    )
    sheets.book.close()
    return sheets.out.getvalue()


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _summary(found: Comparison) -> list[tuple[CellValue, ...]]:
    rows: list[tuple[CellValue, ...]] = [(_("计入的对象"), found.subjects, "")]
    rows += [
        (str(showing.OUTCOMES[o]), found.outcomes[o], str(showing.OUTCOME_MEANINGS[o]))
        for o in showing.OUTCOMES
    ]
    for effect in found.kinds:
        label, meaning = str(labels.BENEFITS[effect.kind]), labels.in_language(MEANINGS[effect.kind])
        for what, fen in (
            (_("现行合计（元）"), effect.before_fen),
            (_("改后合计（元）"), effect.after_fen),
            (_("差额（元）"), effect.difference_fen),
        ):
            rows.append((f"{label} · {what}", _yuan(fen), meaning))
        if effect.amount_unknown:
            untold = _("说得清的一边计入了合计，说不清的一边没有")
            rows.append((f"{label} · " + _("现行或改后说不清的对象"), effect.amount_unknown, untold))
    return rows


def _measures(rests: Rests, found: Comparison) -> Iterable[tuple[CellValue, ...]]:
    for effect in found.measures:
        before, after = effect.before, effect.after
        money: tuple[CellValue, ...] = ("", "", "")
        if effect.kind:
            money = (_yuan(before.total_fen), _yuan(after.total_fen), _yuan(effect.difference_fen))
        yield (
            showing.measure_title(rests.book, effect.id),
            str(labels.BENEFITS[effect.kind]) if effect.kind else _("没有数额"),
            *(before.met, before.has, after.met, after.has, before.unknown, after.unknown),
            *money,
        )


def _group_head(label: str, kinds: Sequence[BenefitKind]) -> list[str]:
    head = [label, _("对象数"), *(str(showing.OUTCOMES[o]) for o in showing.OUTCOMES)]
    for kind in kinds:
        amount = str(labels.BENEFITS[kind])
        head += [f"{amount} · {what}" for what in (_("现行合计（元）"), _("改后合计（元）"), _("差额（元）"))]
    return head


def _group_rows(
    rows: Iterable[tuple[str, GroupEffect]], kinds: Sequence[BenefitKind]
) -> Iterable[list[CellValue]]:
    for name, group in rows:
        cells: list[CellValue] = [name, group.subjects, *(group.outcomes[o] for o in showing.OUTCOMES)]
        for kind in kinds:
            before, after = group.totals[kind]
            cells += [_yuan(before), _yuan(after), _yuan(after - before)]
        yield cells


def _caution(run: ScenarioRun) -> str:
    told = _("测算是假设，不是现行规定，也不是承诺。不同含义的数额没有相加。不知道的按不知道计，没有猜。")
    if run.population.origin == PopulationOrigin.SYNTHETIC:
        told += _("人群是随机合成的，数字不代表任何真实情况。")
    return told


def paper_of_run(run: ScenarioRun, rests: Rests, found: Comparison, address: str) -> bytes:
    """The result on paper, dated as it was computed."""
    assert run.finished_at is not None, "a result has a time"
    kinds = [effect.kind for effect in found.kinds]
    touched = [
        row
        for row in showing.place_rows(rests.book, found)
        if row[1].outcomes[Outcome.GAIN] or row[1].outcomes[Outcome.LOSE] or row[1].outcomes[Outcome.MIXED]
    ]
    data: dict[str, Json] = {
        "language": get_language() or "zh-hans",
        "name": _("政策测算"),
        "subtitle": run.scenario.name,
        "demonstration": _("演示环境：账户、单位均为虚构；政策原文是真的") if settings.DEMONSTRATION else "",
        "notice": _caution(run),
        "changes_title": _("改了什么"),
        "changes": list(showing.change_lines(rests, run)),
        "outcomes_title": _("谁受益，谁受损"),
        "outcomes": [
            [str(share.status.word), f"{share.count:,}", share.per_cent, str(share.meaning)]
            for share in showing.shares_of(found)
        ],
        "sums_title": _("数额"),
        "sums": [_sum_of(line) for line in showing.kind_lines(found)],
        "measures_title": _("分措施"),
        "measures_head": [_("措施"), _("现行有"), _("改后有"), _("差额（元）")],
        "measures": [
            [
                showing.measure_title(rests.book, effect.id),
                f"{effect.before.has:,}",
                f"{effect.after.has:,}",
                format_yuan(effect.difference_fen, unit=False) if effect.kind else "—",
            ]
            for effect in found.measures
        ],
        "places_title": _("分地区"),
        "places_head": [
            _("地区"),
            _("受益"),
            _("受损"),
            *(_("差额（万元）·%(kind)s") % {"kind": labels.BENEFITS[kind]} for kind in kinds),
        ],
        "places": [_place_of(name, group, kinds) for name, group in touched[:PLACES_PRINTED]],
        "places_more": _more(len(touched) - PLACES_PRINTED),
        "basis_title": _("依据和假设"),
        "basis": [
            [name, value] for name, value in [*showing.basis_rows(run, found), (_("在线核对"), address)]
        ],
        "foot": _("政策包 %(version)s · %(at)s")
        % {
            "version": run.pack_version_id[:VERSION_DIGITS],
            "at": run.finished_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        },
    }
    return render_pdf(TEMPLATE, data, made_at=run.finished_at.replace(microsecond=0))


def _sum_of(line: showing.KindLine) -> Json:
    return {
        "label": str(line.label),
        "meaning": line.meaning,
        "unknown": _untold(line.amount_unknown),
        "numbers": [
            [name, format_yuan(fen), format_wan(fen)]
            for name, fen in (
                (_("现行合计"), line.before),
                (_("改后合计"), line.after),
                (_("差额"), line.difference),
            )
        ],
    }


def _untold(count: int) -> str:
    told = ngettext(
        "有 %(n)s 个对象现行或改后说不清：说得清的一边计入了合计，说不清的一边没有。",
        "有 %(n)s 个对象现行或改后说不清：说得清的一边计入了合计，说不清的一边没有。",
        count,
    )
    return told % {"n": f"{count:,}"} if count else ""


def _place_of(name: str, group: GroupEffect, kinds: Sequence[BenefitKind]) -> Json:
    return [
        name,
        f"{group.outcomes[Outcome.GAIN]:,}",
        f"{group.outcomes[Outcome.LOSE]:,}",
        *(format_wan(group.totals[k][1] - group.totals[k][0]).removesuffix(" 万元") for k in kinds),
    ]


def _more(count: int) -> str:
    return _("还有 %(n)s 个地区，见网页或 Excel。") % {"n": count} if count > 0 else ""

"""A measure's numbers over time: a table with where each comes from, and a chart where there are several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhongchuang.core.page import Chart, ChartKind, Series
from zhongchuang.policy.matching.words import Words, day
from zhongchuang.policy.packs.schema import ClauseRef, Measure, Parameter, ParameterValue, RuleBook
from zhongchuang.policy.views import labels


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One value: when, how much, on which words or which text."""

    period: str
    value: str
    current: bool
    quote: str | None
    clause: ClauseRef | None
    basis: str
    held: bool
    unconfirmed: bool
    note: str


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A number or list of the law over time."""

    label: str
    lines: tuple[ValueLine, ...]
    chart: Chart | None


def parameter_views(book: RuleBook, measure: Measure, on: date) -> list[ParameterView]:
    """Every parameter of the measure, the newest value first; `on` marks the one in force."""
    words = Words(book, measure)
    return [
        ParameterView(
            label=labels.in_language(parameter.label),
            lines=tuple(_line(book, words, parameter, value, on) for value in reversed(_in_time(parameter))),
            chart=_chart(parameter),
        )
        for parameter in measure.parameters.values()
    ]


def _in_time(parameter: Parameter) -> list[ParameterValue]:
    return sorted(parameter.values, key=lambda value: value.start or date.min)


def _line(book: RuleBook, words: Words, parameter: Parameter, value: ParameterValue, on: date) -> ValueLine:
    shown = labels.in_language(words.parameter_value(parameter.name, value.value))
    text = None if value.basis is None else book.basis(value.basis) or book.document(value.basis)
    basis = "" if text is None else f"《{text.title}》" + (f"（{text.number}）" if text.number else "")
    return ValueLine(
        period=_period(value),
        value=shown,
        current=value.covers(on),
        quote=value.quote,
        clause=value.clause,
        basis=basis,
        held=value.text_held,
        unconfirmed=value.unconfirmed,
        note=labels.in_language(value.note),
    )


def _period(value: ParameterValue) -> str:
    start = labels.in_language(day(value.start)) if value.start else ""
    end = labels.in_language(day(value.end)) if value.end else ""
    if start and end:
        return _("%(start)s至%(end)s") % {"start": start, "end": end}
    if start:
        return _("自%(start)s起") % {"start": start}
    return _("至%(end)s止") % {"end": end} if end else _("没有写期间")


def _chart(parameter: Parameter) -> Chart | None:
    """A column a period, where there are several numbers to compare."""
    values = _in_time(parameter)
    numbers = [_number(parameter, value) for value in values]
    if len(set(numbers)) < 2 or None in numbers:
        return None
    label = labels.in_language(parameter.label)
    return Chart(
        chart_id=f"over-time-{parameter.name}",
        title=label,
        kind=ChartKind.COLUMN,
        categories=tuple(value.start.isoformat() if value.start else "…" for value in values),
        series=(Series(label, tuple(numbers)),),
        unit=_unit(parameter),
        source=_("政策包所引的原文和依据文件，见表"),
        category_label=_("自何时起"),
    )


def _number(parameter: Parameter, value: ParameterValue) -> int | float | None:
    """As a chart draws it: rates in percent, money in 元; floats are for the drawing only."""
    number = value.value
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        return None
    if parameter.type == "rate":
        number = Decimal(number) * 100
    elif parameter.type == "money":
        number = Decimal(number) / 100
    whole = Decimal(number) == Decimal(number).to_integral_value()
    return int(number) if whole else float(number)


def _unit(parameter: Parameter) -> str:
    if parameter.type == "rate":
        return "%"
    return _("元") if parameter.type == "money" else parameter.unit or ""

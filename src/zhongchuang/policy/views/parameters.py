"""A measure's numbers over time: a table with where each comes from, and a chart where there are several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhongchuang.core.page import Chart, ChartKind, Series
from zhongchuang.policy.matching.words import Words, day
from zhongchuang.policy.packs.schema import ClauseRef, Measure, Parameter, ParameterValue, RuleBook
from zhongchuang.policy.selectors.compare import Moving, turning_days
from zhongchuang.policy.views import addresses, labels


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
    name: str
    url: str  # the number over time with those on the same matter; empty where there is nothing to see
    chart: Chart | None


def parameter_views(book: RuleBook, measure: Measure, on: date) -> list[ParameterView]:
    """Every parameter of the measure, the newest value first; `on` marks the one in force."""
    return [
        ParameterView(
            label=labels.in_language(parameter.label),
            lines=value_lines(book, measure, parameter, on),
            name=parameter.name,
            url=addresses.to_parameter(measure.id, parameter.name)
            if len(parameter.values) > 1 or measure.topic
            else "",
            chart=_chart(measure, parameter, on),
        )
        for parameter in measure.parameters.values()
    ]


def value_lines(book: RuleBook, measure: Measure, parameter: Parameter, on: date) -> tuple[ValueLine, ...]:
    """Its values, the newest first."""
    words = Words(book, measure)
    return tuple(_line(book, words, parameter, value, on) for value in reversed(_in_time(parameter)))


def _chart(measure: Measure, parameter: Parameter, on: date) -> Chart | None:
    """Where there are several numbers to compare."""
    if len({value.value for value in parameter.values}) < 2:
        return None
    alone = (Moving(measure, parameter),)
    label = labels.in_language(parameter.label)
    return over_time(alone, on, title=label, chart_id=f"over-time-{parameter.name}")


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


def over_time(numbers: Sequence[Moving], on: date, *, title: str, chart_id: str) -> Chart | None:
    """Numbers of one unit as lines that hold from day to day; None where there is nothing to see move."""
    drawn = [number for number in numbers if _moves(number.parameter)]
    days = turning_days((number.parameter for number in drawn), on)
    if not drawn or len(days) < 2:
        return None
    return Chart(
        chart_id=chart_id,
        title=title,
        kind=ChartKind.STEP,
        categories=tuple(day.isoformat() for day in days),
        series=tuple(
            Series(series_name(number, numbers), tuple(_on(number.parameter, day) for day in days))
            for number in drawn
        ),
        unit=unit_of(drawn[0].parameter),
        source=_("政策包所引的原文和依据文件，见表"),
        category_label=_("自何时起"),
    )


def series_name(number: Moving, among: Sequence[Moving]) -> str:
    """What a line is called: the number alone, with its measure where several have a number of that name."""
    label = labels.in_language(number.parameter.label)
    if len({other.measure.id for other in among}) == 1:
        return label
    return f"{labels.in_language(number.measure.title)} · {label}"


def _moves(parameter: Parameter) -> bool:
    return all(as_drawn(parameter, value) is not None for value in parameter.values)


def _on(parameter: Parameter, day: date) -> int | float | None:
    value = parameter.at(day)
    return None if value is None else as_drawn(parameter, value)


def as_drawn(parameter: Parameter, value: ParameterValue) -> int | float | None:
    """As a chart draws it: rates in percent, money in 元; floats are for the drawing only. None for what is no number."""
    number = value.value
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        return None
    if parameter.type == "rate":
        number = Decimal(number) * 100
    elif parameter.type == "money":
        number = Decimal(number) / 100
    whole = Decimal(number) == Decimal(number).to_integral_value()
    return int(number) if whole else float(number)


def unit_of(parameter: Parameter) -> str:
    """The unit a chart names."""
    if parameter.type == "rate":
        return "%"
    return _("元") if parameter.type == "money" else parameter.unit or ""

"""Forms of 政策测算: what to change about a measure, a document, and over whom. They only read; the engine decides."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.money import parse_yuan, plain_yuan
from zhongchuang.expressions import Kind, Value
from zhongchuang.policy.matching.words import Words
from zhongchuang.policy.packs.magnitude import is_of_use
from zhongchuang.policy.packs.schema import Measure, Modality, Parameter, RuleBook, Text
from zhongchuang.policy.simulation.changes import (
    Change,
    ParameterContent,
    SetCap,
    SetCondition,
    SetDates,
    SetParameter,
    Switch,
)
from zhongchuang.policy.simulation.synthetic import SIZES
from zhongchuang.policy.views.labels import in_language

LONGEST_NAME = 120
LONGEST_CONDITION = 4_000
AS_IS, OFF, ON = "as_is", "off", "on"
_WAITING = frozenset({Modality.ENCOURAGES, Modality.SUSPENDED})
_SEPARATORS = re.compile(r"[\s,，、;；]+")


class _Day(forms.DateInput):
    """A date as the browser picks it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ScenarioForm(forms.Form):
    """The name of a scenario and the day it is computed for."""

    name = forms.CharField(label=_("方案名称"), max_length=LONGEST_NAME)
    on = forms.DateField(label=_("按哪一天的规定测算"), widget=_Day())


class MeasureForm(forms.Form):
    """What would be different about one measure; whatever is left as it is is no change."""

    def __init__(
        self, book: RuleBook, measure: Measure, on: date, changes: tuple[Change, ...], data: Any = None
    ) -> None:
        super().__init__(data)
        self._measure = measure
        self._on = on
        self._words = Words(book, measure)
        initial = _Initial(measure, changes)
        for name, parameter in measure.parameters.items():
            self.fields[f"p_{name}"] = self._parameter_field(parameter, initial.parameters.get(name))
        if measure.parameters:
            self.fields["start"] = forms.DateField(
                label=_("新数值从哪天起"), required=False, widget=_Day(), initial=initial.start
            )
            self.fields["end"] = forms.DateField(
                label=_("新数值到哪天止"), required=False, widget=_Day(), initial=initial.end
            )
        if measure.benefit:
            self.fields["cap"] = forms.CharField(
                label=_("封顶（元）"),
                required=False,
                max_length=40,
                initial=initial.cap,
                help_text=_("每个对象最多得到多少；可以写 50万。不填就是不设。"),
            )
        self.fields["condition"] = forms.CharField(
            label=_("改后的条件"),
            max_length=LONGEST_CONDITION,
            required=False,
            initial=initial.condition or self._condition,
            widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "lang": "en"}),
            help_text=_("用规则语言写；不动就是不改。先点“核对条件”看它读作什么。"),
        )
        self.fields["first_day"] = forms.DateField(
            label=_("措施从哪天起执行"), required=False, widget=_Day(), initial=initial.first_day
        )
        self.fields["last_day"] = forms.DateField(
            label=_("措施到哪天止"), required=False, widget=_Day(), initial=initial.last_day
        )
        self.fields["standing"] = forms.ChoiceField(
            label=_("执行不执行"),
            choices=self._standings(),
            widget=forms.RadioSelect,
            initial=initial.standing,
        )

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields of the numbers, in the order of the measure."""
        return [self[f"p_{name}"] for name in self._measure.parameters]

    def named(self) -> list[str]:
        """The names of the numbers."""
        return list(self._measure.parameters)

    @property
    def _condition(self) -> str:
        rules = self._measure.conditions
        return next((dated.rule.source for dated in rules if dated.covers(self._on)), "").strip()

    def _standings(self) -> list[tuple[str, Any]]:
        if self._measure.modality in _WAITING:
            return [
                ("", _("照现行：只是鼓励或待条件成就，谁也没有")),
                (ON, _("假设已经开放申报、条件已成就")),
            ]
        return [(AS_IS, _("照常执行")), (OFF, _("停止执行"))]

    def _parameter_field(self, parameter: Parameter, changed: ParameterContent | None) -> forms.Field:
        now = parameter.at(self._on)
        label = in_language(parameter.label)
        shown = (
            in_language(self._words.parameter_value(parameter.name, now.value)) if now else gettext("没有")
        )
        told = gettext("%(label)s：现行 %(now)s，改为") % {"label": label, "now": shown}
        hint = f"“{now.quote}”" if now is not None and now.quote else ""
        kind = parameter.declared.type.kind
        if parameter.declared.many and kind is Kind.CODE:
            return forms.MultipleChoiceField(
                label=told,
                required=False,
                help_text=hint,
                choices=[(one, self._code(one)) for one in sorted(parameter.declared.type.codes)],
                widget=forms.CheckboxSelectMultiple,
                initial=list(_members(changed) or (_members(now.value) if now else ())),
            )
        if kind is Kind.BOOLEAN:
            choices = [("", _("不改")), ("true", _("是")), ("false", _("否"))]
            initial = "" if changed is None else str(changed).lower()
            return forms.ChoiceField(
                label=told, required=False, help_text=hint, choices=choices, initial=initial
            )
        if kind is Kind.DATE:
            return forms.DateField(label=told, required=False, help_text=hint, widget=_Day(), initial=changed)
        return forms.CharField(
            label=f"{told}{_unit(parameter)}",
            required=False,
            max_length=400,
            help_text=hint,
            initial=_typed(parameter, changed),
        )

    def _code(self, one: str) -> str:
        return in_language(self._words.parameter_value(self._list_name(one), (one,)))

    def _list_name(self, one: str) -> str:
        return next(
            name
            for name, p in self._measure.parameters.items()
            if p.declared.many and one in p.declared.type.codes
        )

    def clean(self) -> dict[str, Any]:
        """Read what was typed; each mistake is told at its field."""
        cleaned = super().clean() or {}
        self._changes: list[Change] = []
        period = (cleaned.get("start"), cleaned.get("end"))
        for name, parameter in self._measure.parameters.items():
            self._read_parameter(parameter, cleaned.get(f"p_{name}"), period)
        if cleaned.get("cap"):
            self._read_cap(cleaned["cap"])
        condition = (cleaned.get("condition") or "").strip()
        if condition and condition != self._condition:
            self._changes.append(SetCondition(self._measure.id, condition))
        days = (cleaned.get("first_day"), cleaned.get("last_day"))
        if days != (self._measure.start, self._measure.end) and not {"first_day", "last_day"} & set(
            self.errors
        ):
            self._changes.append(SetDates(self._measure.id, *days))
        if cleaned.get("standing") in (OFF, ON):
            self._changes.append(Switch(self._measure.id, cleaned["standing"] == ON))
        return cleaned

    def changes(self) -> tuple[Change, ...]:
        """The changes of a valid form: the dates of the measure first, as the numbers of a period are laid over them."""
        return tuple(sorted(self._changes, key=lambda change: not isinstance(change, SetDates)))

    def _read_parameter(
        self, parameter: Parameter, given: Any, period: tuple[date | None, date | None]
    ) -> None:
        now = parameter.at(self._on)
        if parameter.declared.many and not isinstance(given, str) and given is not None:
            value: ParameterContent | None = tuple(given)
            if now is not None and set(_members(now.value)) == set(given):
                value = None
        else:
            try:
                value = None if given in (None, "") else content_of(parameter, given)
            except InvalidOperation:
                self.add_error(f"p_{parameter.name}", in_language(_how_to_write(parameter)))
                return
            except InvalidInput as error:
                self.add_error(f"p_{parameter.name}", error.told_in(get_language()))
                return
        if value is not None:
            self._changes.append(SetParameter(self._measure.id, parameter.name, value, *period))

    def _read_cap(self, given: str) -> None:
        try:
            self._changes.append(SetCap(self._measure.id, parse_yuan(given)))
        except InvalidInput as error:
            self.add_error("cap", error.told_in(get_language()))


class _Initial:
    """What a measure's form shows where changes were made before."""

    def __init__(self, measure: Measure, changes: tuple[Change, ...]) -> None:
        self.parameters: dict[str, ParameterContent] = {}
        self.start: date | None = None
        self.end: date | None = None
        self.cap = self.condition = ""
        self.standing = AS_IS
        self.first_day, self.last_day = measure.start, measure.end
        for change in changes:
            match change:
                case SetParameter(_, name, value, start, end):
                    self.parameters[name] = value
                    self.start, self.end = start, end
                case SetCap(_, cap):
                    self.cap = plain_yuan(cap)
                case SetCondition(_, text):
                    self.condition = text
                case SetDates(_, start, end):
                    self.first_day, self.last_day = start, end
                case Switch(_, on=opened):
                    self.standing = ON if opened else OFF


def content_of(parameter: Parameter, given: str | date) -> ParameterContent:
    """A value as typed: rates in per cent, money in 元, lists with commas. Raises InvalidOperation, InvalidInput."""
    if isinstance(given, date):
        return given
    text = unicodedata.normalize("NFKC", given).strip()
    if parameter.declared.many:
        return tuple(part.upper() for part in _SEPARATORS.split(text) if part)
    kind = parameter.declared.type.kind
    if kind is Kind.BOOLEAN:
        return text == "true"
    if kind is Kind.MONEY:
        return parse_yuan(text)
    if parameter.type == "rate":
        number = _plain(text.removesuffix("%"))
        if not text.endswith("%") and 0 < number < 1:  # 0.6 may be meant as 60 % or as 0.6 %
            raise InvalidOperation
        return (number / 100).normalize() + 0
    number = _plain(text)
    if kind is Kind.INTEGER:
        if number != number.to_integral_value():
            raise InvalidOperation
        return int(number)
    return number


def _plain(text: str) -> Decimal:
    """A number of a size that can be worked with. Raises InvalidOperation."""
    number = Decimal(text.replace(",", ""))
    if not number.is_finite() or not is_of_use(number):
        raise InvalidOperation
    return number


def _how_to_write(parameter: Parameter) -> Text:
    if parameter.type == "rate":
        return Text("请写百分数，如 60% 或 12.5%", "Write per cent, such as 60% or 12.5%")
    if parameter.declared.type.kind is Kind.INTEGER:
        return Text("请写整数", "Write a whole number")
    return Text("请写数字", "Write a number")


def _unit(parameter: Parameter) -> str:
    if parameter.type == "rate":
        return "（%）"
    if parameter.declared.type.kind is Kind.MONEY:
        return gettext("（元）")
    return f"（{parameter.unit}）" if parameter.unit else ""


def _members(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, tuple) else ()


def _typed(parameter: Parameter, value: Value | tuple[str, ...] | None) -> str:
    """A value as somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    if parameter.declared.type.kind is Kind.MONEY and isinstance(value, int):
        return plain_yuan(value)
    if parameter.type == "rate" and isinstance(value, Decimal):
        return f"{(value * 100).normalize():f}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


class RepealForm(forms.Form):
    """From which day on a document would no longer be in force."""

    day = forms.DateField(label=_("假设自哪天起废止"), widget=_Day())


class DrawForm(forms.Form):
    """How many invented subjects, from which seed."""

    subjects = forms.TypedChoiceField(
        label=_("多少个对象"), coerce=int, choices=[(size, f"{size:,}") for size in SIZES], initial=SIZES[1]
    )
    seed = forms.IntegerField(
        label=_("种子"),
        min_value=0,
        max_value=10**9,
        initial=1,
        help_text=_("同一个种子总是得到同样的对象。"),
    )

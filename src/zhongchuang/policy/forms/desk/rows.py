"""Rows of a measure's form: rules, numbers and their dated values, checks, materials. A row left blank is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)\s*[%％]")
_WAN = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)\s*(万|亿)?\s*元?")
_TIMES = {None: 1, "万": 10_000, "亿": 100_000_000}
PARAMETER_TYPES = (
    ("money", _("金额（元）")),
    ("rate", _("比例")),
    ("integer", _("整数")),
    ("decimal", _("小数")),
    ("date", _("日期")),
    ("boolean", _("是或否")),
    ("list", _("一串代码")),
)


def plain_rate(text: str) -> str:
    """70% as 0.70; anything else as it was typed, for the check to speak about."""
    found = _PERCENT.fullmatch(text.strip())
    if not found:
        return text.strip()
    try:
        return str((Decimal(found[1]) / 100).quantize(_scale(found[1])))
    except InvalidOperation:  # more digits than arithmetic keeps
        return text.strip()


def _scale(percent: str) -> Decimal:
    """Two places more than were typed, so that 70% stays 0.70."""
    return Decimal(1).scaleb(-2 - len(percent.partition(".")[2]))


def plain_money(text: str) -> str:
    """50万元 as 500000, 1,000 as 1000; anything else as it was typed."""
    found = _WAN.fullmatch(text.strip())
    if not found:
        return text.strip()
    try:
        amount = Decimal(found[1].replace(",", "")) * _TIMES[found[2]]
    except InvalidOperation:
        return text.strip()
    return f"{amount:f}".rstrip("0").rstrip(".") if "." in f"{amount:f}" else f"{amount:f}"


class RowForm(forms.Form):
    """One row; whatever is typed is kept, so nothing is required of what is sent.

    `OPTIONAL` are the fields that may stay empty in the end: the page marks those, and no other.
    """

    OPTIONAL: ClassVar[frozenset[str]] = frozenset()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.full_clean()  # while nothing is required
        for name, field in self.fields.items():
            field.required = name not in self.OPTIONAL and not isinstance(field, forms.BooleanField)

    def text(self, name: str) -> str:
        """What was typed, or what stands there."""
        given = self.cleaned_data if self.is_bound else self.initial
        return str(given.get(name) or "").strip()

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed; a choice with a preset does not count."""
        return not any(
            self.text(name) for name, field in self.fields.items() if not isinstance(field, forms.ChoiceField)
        )


def _line(label: Any, length: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=length, **more)


def _day(label: Any) -> forms.CharField:
    return _line(label, 10, widget=forms.DateInput(attrs={"type": "date"}))


def _rule_box(label: Any, names: Any) -> forms.CharField:
    attrs = {
        "data-rule": "",
        "rows": 3,
        "spellcheck": "false",
        "autocapitalize": "off",
        "aria-autocomplete": "list",
        "data-names": names,
    }
    return forms.CharField(label=label, required=False, max_length=4000, widget=forms.Textarea(attrs))


class RuleRow(RowForm):
    """A rule and the days on which it is the rule; without days it always is."""

    OPTIONAL = frozenset({"start", "end"})
    rule = _rule_box(_("规则"), _("可用的名称"))
    start = _day(_("自"))
    end = _day(_("至"))

    @property
    def dated(self) -> bool:
        """Whether it holds only for a time."""
        return bool(self.text("start") or self.text("end"))


class ParameterRow(RowForm):
    """A number or list of the law."""

    OPTIONAL = frozenset({"unit"})
    name = _line(_("代号"), 40, help_text=_("英文小写，规则里写 p.代号。"))
    type = forms.ChoiceField(label=_("种类"), choices=PARAMETER_TYPES, required=False)
    zh = _line(_("中文名称"), 60)
    en = _line(_("英文名称"), 100)
    unit = _line(_("单位"), 20)


class ValueRow(RowForm):
    """What a number is, from when to when, and the words that say so."""

    OPTIONAL = frozenset({"start", "end", "clause", "basis"})
    value = _line(_("值"))
    start = _day(_("自"))
    end = _day(_("至"))
    quote = _line(_("引文：写着这个数的原话"), 400, widget=forms.TextInput(attrs={"data-quote": ""}))
    clause = _line(_("引文在别的条款"), 120)
    basis = _line(_("原文没有收录：依据文件"), 80)

    def plain(self, of_type: str) -> Any:
        """The value as the pack format writes it."""
        typed = self.text("value")
        match of_type:
            case "rate":
                return plain_rate(typed)
            case "money":
                return plain_money(typed)
            case "boolean":
                return {"是": "true", "否": "false"}.get(typed, typed)
            case "list":
                return [item for item in re.split(r"[、，,\s]+", typed) if item]
            case _:
                return typed


class CheckRow(RowForm):
    """A criterion the department verifies itself."""

    OPTIONAL = frozenset({"quote", "basis"})
    rule = _rule_box(_("规则"), _("可用的名称"))
    zh = _line(_("白话（中文）"))
    en = _line(_("白话（英文）"))
    quote = _line(_("引文"), 400, widget=forms.TextInput(attrs={"data-quote": ""}))
    basis = _line(_("原文没有收录：依据文件"), 80)


class MaterialRow(RowForm):
    """Something to bring or keep."""

    zh = _line(_("材料（中文）"))
    en = _line(_("材料（英文）"))


def rows_of(
    kind: type[RowForm], name: str, data: Mapping[str, Any] | None, given: list[dict[str, Any]], more: int
) -> list[RowForm]:
    """The rows of a group: as posted, or as they stand, with `more` blank ones at the end."""
    if data is None:
        standing = [kind(initial=row, prefix=f"{name}-{number}") for number, row in enumerate(given)]
        blank = [kind(prefix=f"{name}-{len(given) + number}") for number in range(more)]
        return [*standing, *blank]
    count = min(int(text), MOST_ROWS) if (text := str(data.get(f"{name}-count", ""))).isdecimal() else 0
    found = [kind(data, prefix=f"{name}-{number}") for number in range(count)]
    blank = [kind(prefix=f"{name}-{count + number}") for number in range(more)]
    return [*found, *blank]


MOST_ROWS = 60
"""Rows a form takes of one kind; no measure has as many."""

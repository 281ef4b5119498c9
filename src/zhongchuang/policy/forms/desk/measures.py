"""A measure as a form, in groups; what is typed becomes an entry as the pack format writes it, right or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.policy.forms.desk.entries import listed, several
from zhongchuang.policy.forms.desk.rows import (
    CheckRow,
    MaterialRow,
    ParameterRow,
    RowForm,
    RuleRow,
    ValueRow,
    rows_of,
)
from zhongchuang.policy.packs.terms import Instrument, Modality, Procedure
from zhongchuang.policy.views.labels import BENEFITS, INSTRUMENTS, KINDS, MODALITIES, PROCEDURES, RANKS

Entry = Mapping[str, Any]
_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")


def _choices(labels: Mapping[str, Any], *, none: Any = None) -> list[tuple[str, Any]]:
    blank = [] if none is None else [("", none)]
    return [*blank, *((str(term), label) for term, label in labels.items())]


def _words(label: Any, length: int = 400, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=length, **more)


def _lines(label: Any, rows: int = 2, **more: Any) -> forms.CharField:
    return _words(label, 2000, widget=forms.Textarea(attrs={"rows": rows}), **more)


class MainForm(RowForm):
    """Everything of a measure that stands there once."""

    OPTIONAL = frozenset(
        {
            *("id", "suspended_zh", "suspended_en", "start", "end", "benefit_kind", "set_by_zh", "set_by_en"),
            *("topic", "rank", "until_zh", "until_en", "basis"),
        }
    )
    id = _words(
        _("代号"),
        60,
        help_text=_("英文小写和连字符，如 rent-subsidy；留空就按名称取。网址和引用都靠它，发布后不再改。"),
        widget=forms.TextInput(attrs={"pattern": "[a-z0-9-]+", "spellcheck": "false"}),
    )
    clause = _words(_("条款"), 120, help_text=_("这项措施出自哪一条，如 三（四）。"))
    quote = _lines(
        _("引文"),
        3,
        help_text=_("条款里授权的那句原话，一字不改；在原话里选中几个字，按“用作引文”就填到这里。"),
    )
    title_zh = _words(_("名称（中文）"), 120)
    title_en = _words(_("名称（英文）"), 200)
    summary_zh = _lines(_("一两句白话（中文）"), 3, help_text=_("给谁、什么时候、多少。"))
    summary_en = _lines(_("一两句白话（英文）"), 3)
    modality = forms.ChoiceField(
        label=_("文件怎么说"),
        choices=_choices(MODALITIES),
        initial=Modality.ENCOURAGES.value,
        required=False,
        help_text=_("照原词：给予、享受、不低于是“给予”；可、可以是“可以”；鼓励、支持、引导是“鼓励”。"),
    )
    instrument = forms.ChoiceField(
        label=_("支持方式"), choices=_choices(INSTRUMENTS), initial=Instrument.SUBSIDY.value, required=False
    )
    procedure = forms.ChoiceField(
        label=_("怎样办"), choices=_choices(PROCEDURES), initial=Procedure.APPLICATION.value, required=False
    )
    kinds = forms.MultipleChoiceField(
        label=_("给谁"), choices=_choices(KINDS), widget=forms.CheckboxSelectMultiple, required=False
    )
    suspended_zh = _words(_("要等什么条件成就（中文）"), help_text=_("只有“待条件成就”的要写。"))
    suspended_en = _words(_("要等什么条件成就（英文）"))
    start = _words(_("自"), 10, widget=forms.DateInput(attrs={"type": "date"}))
    end = _words(_("至"), 10, widget=forms.DateInput(attrs={"type": "date"}))
    benefit_kind = forms.ChoiceField(
        label=_("金额是什么"), choices=_choices(BENEFITS, none=_("没有金额公式")), required=False
    )
    set_by_zh = _words(_("没有公式时，金额由谁定（中文）"))
    set_by_en = _words(_("没有公式时，金额由谁定（英文）"))
    topic = _words(
        _("事项"), 60, help_text=_("同一事项的措施只兑现一项，如 income-share-floor；没有就留空。")
    )
    leaves_room = forms.BooleanField(label=_("给下位文件留有余地"), required=False)
    rank = forms.ChoiceField(label=_("位阶"), choices=_choices(RANKS, none=_("与文件相同")), required=False)
    until_zh = _words(_("办到什么时候（中文）"))
    until_en = _words(_("办到什么时候（英文）"))
    basis = _words(_("还依据哪些文件"), help_text=_("依据文件的代号，用顿号隔开。"))
    unconfirmed = forms.BooleanField(label=_("有内容未经核实"), required=False)


BOTH = {
    "title": "title",
    "summary": "summary",
    "suspended_until": "suspended",
    "amount_set_by": "set_by",
    "until": "until",
}
"""Keys of the entry in two languages → the fields that hold them."""
PLAIN = ("id", "clause", "quote", "instrument", "modality", "procedure", "benefit_kind", "topic", "rank")


@dataclass(frozen=True, slots=True)
class ParameterRows:
    """A number and its dated values."""

    row: RowForm
    values: list[RowForm]
    group: str  # of the values


class MeasureForm:
    """The whole form. `more` names the group to which one blank row is added (`when`, `parameters-0-values`, …)."""

    def __init__(self, entry: Entry, data: Mapping[str, Any] | None = None, *, more: str = "") -> None:
        self.base = entry
        self.main = MainForm(data, initial=_initial(entry))

        def rows(
            kind: type[RowForm], name: str, given: list[dict[str, Any]], least: int = 0
        ) -> list[RowForm]:
            blank = int(more == name) if data is not None else max(0, least - len(given))
            return rows_of(kind, name, data, given, blank)

        self.when = rows(RuleRow, "when", _dated(entry.get("when")), 1)
        self.benefit = rows(RuleRow, "benefit", _dated(entry.get("benefit")), 1)
        self.checks = rows(CheckRow, "checks", [_check(row) for row in entry.get("checks") or ()])
        self.materials = rows(MaterialRow, "materials", [dict(row) for row in entry.get("materials") or ()])
        given = entry.get("parameters") or {}
        named = rows(ParameterRow, "parameters", [_parameter(name, row) for name, row in given.items()])
        values = [_values(row) for row in given.values()]
        self.parameters = [
            ParameterRows(
                row,
                rows(
                    ValueRow,
                    f"parameters-{number}-values",
                    values[number] if data is None and number < len(values) else [],
                    1,
                )
                or [ValueRow(prefix=f"parameters-{number}-values-0")],
                f"parameters-{number}-values",
            )
            for number, row in enumerate(named)
        ]

    def entry(self, document: str) -> dict[str, Any]:
        """What was typed, as the pack format writes it; keys the form does not know stay as they were."""
        main = self.main
        found: dict[str, Any] = {**self.base, "document": document}
        for key in PLAIN:
            _put(found, key, main.text(key))
        _put(found, "id", _NOT_IN_AN_ID.sub("-", main.text("id").lower()).strip("-"))
        for key, field in BOTH.items():
            _put(found, key, both(main.text(f"{field}_zh"), main.text(f"{field}_en")))
        found["for"] = list(main.cleaned_data.get("kinds") or ())
        _put(found, "effective", self._effective())
        _put(found, "basis", list(several(main.text("basis"))))
        for key in ("leaves_room", "unconfirmed"):
            _put(found, key, "true" if main.cleaned_data.get(key) else "")
        _put(found, "when", _rule(self.when))
        _put(found, "benefit", _rule(self.benefit))
        _put(found, "parameters", self._parameters())
        _put(found, "checks", [_check_out(row) for row in filled(self.checks)])
        _put(found, "materials", [both(row.text("zh"), row.text("en")) for row in filled(self.materials)])
        return found

    def _effective(self) -> dict[str, Any]:
        """The days typed; a day that was left open on purpose stays so."""
        before = self.base.get("effective") or {}
        typed = {"from": self.main.text("start"), "to": self.main.text("end")}
        open_ends = {key: None for key, day in typed.items() if not day and key in before and not before[key]}
        return {**open_ends, **{key: day for key, day in typed.items() if day}}

    def _parameters(self) -> dict[str, Any]:
        standing = list((self.base.get("parameters") or {}).values())
        return {
            one.row.text("name") or f"unnamed_{number + 1}": _parameter_out(
                one, standing[number] if number < len(standing) else {}
            )
            for number, one in enumerate(self.parameters)
            if one.row.is_bound and not one.row.is_blank
        }

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many rows of each group are drawn, for the hidden fields."""
        plain = [("when", self.when), ("benefit", self.benefit), ("checks", self.checks)]
        plain += [("materials", self.materials), ("parameters", [one.row for one in self.parameters])]
        nested = [(one.group, one.values) for one in self.parameters]
        return [(name, len(rows)) for name, rows in (*plain, *nested)]


def filled(rows: Iterable[RowForm]) -> list[RowForm]:
    """The rows in which something was typed."""
    return [row for row in rows if row.is_bound and not row.is_blank]


def both(zh: str, en: str) -> dict[str, str]:
    """A text in two languages; empty where there is neither."""
    return {"zh": zh, "en": en} if zh or en else {}


def _put(into: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """Set a key, or take it out where there is nothing to say."""
    if value in ("", None, [], {}):
        into.pop(key, None)
    else:
        into[key] = value
    return into


def _rule(rows: Iterable[RowForm]) -> Any:
    """One rule for always as text, several or a dated one as a list."""
    found = [row for row in filled(rows) if row.text("rule")]
    if len(found) == 1 and not (found[0].text("start") or found[0].text("end")):
        return found[0].text("rule")
    return [
        _put(_put({"rule": row.text("rule")}, "from", row.text("start")), "to", row.text("end"))
        for row in found
    ]


def _check_out(row: RowForm) -> dict[str, Any]:
    found: dict[str, Any] = {"rule": row.text("rule"), "text": both(row.text("zh"), row.text("en"))}
    return _put(_put(found, "quote", row.text("quote")), "basis", row.text("basis"))


def _parameter_out(one: ParameterRows, standing: Mapping[str, Any]) -> dict[str, Any]:
    row, before = one.row, list(standing.get("values") or ())
    found: dict[str, Any] = {"type": row.text("type"), "label": both(row.text("zh"), row.text("en"))}
    _put(found, "unit", row.text("unit"))
    found["values"] = [
        {**_unshown(before[place] if place < len(before) else {}), **_value_out(value, row.text("type"))}
        for place, value in enumerate(one.values)
        if value.is_bound and not value.is_blank
    ]
    return found


def _unshown(value: Mapping[str, Any]) -> dict[str, Any]:
    """What stands at a value and has no field here."""
    return {key: value[key] for key in ("unconfirmed", "note") if key in value}


def _value_out(row: RowForm, of_type: str) -> dict[str, Any]:
    assert isinstance(row, ValueRow)
    found: dict[str, Any] = {"value": row.plain(of_type)}
    for key, field in (
        ("from", "start"),
        ("to", "end"),
        ("quote", "quote"),
        ("clause", "clause"),
        ("basis", "basis"),
    ):
        _put(found, key, row.text(field))
    return found


def _initial(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {key: entry.get(key) or "" for key in PLAIN if key in entry}
    for key, field in BOTH.items():
        text = entry.get(key) or {}
        found |= {f"{field}_zh": text.get("zh", ""), f"{field}_en": text.get("en", "")}
    effective = entry.get("effective") or {}
    return found | {
        "kinds": list(entry.get("for") or ()),
        "start": effective.get("from", ""),
        "end": effective.get("to", ""),
        "basis": listed(entry.get("basis") or ()),
        "leaves_room": str(entry.get("leaves_room", "")).lower() == "true",
        "unconfirmed": str(entry.get("unconfirmed", "")).lower() == "true",
    }


def _dated(rule: Any) -> list[dict[str, Any]]:
    if not rule:
        return []
    if isinstance(rule, str):
        return [{"rule": rule}]
    return [
        {"rule": row.get("rule", ""), "start": row.get("from") or "", "end": row.get("to") or ""}
        for row in rule
    ]


def _check(row: Mapping[str, Any]) -> dict[str, Any]:
    text = row.get("text") or {}
    return {**row, "zh": text.get("zh", ""), "en": text.get("en", "")}


def _parameter(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    label = row.get("label") or {}
    return {
        "name": name,
        "type": row.get("type", ""),
        "zh": label.get("zh", ""),
        "en": label.get("en", ""),
        "unit": row.get("unit") or "",
    }


def _values(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "value": listed(value["value"])
            if isinstance(value.get("value"), list | tuple)
            else value.get("value"),
            "start": value.get("from") or "",
            "end": value.get("to") or "",
            "quote": value.get("quote") or "",
            "clause": value.get("clause") or "",
            "basis": value.get("basis") or "",
        }
        for value in row.get("values") or ()
    ]

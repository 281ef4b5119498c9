"""The pages of an application as forms. They only show and carry what is typed; `programmes/fields.py` reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from zhongchuang.cases.programmes.accounts import account_masked, is_sealed
from zhongchuang.cases.programmes.fields import NO, YES, cell_name, typed_of
from zhongchuang.cases.programmes.schema import FieldType, FormField, Text
from zhongchuang.core.errors import Wording
from zhongchuang.core.json_values import Json

FEW_OPTIONS = 6
BLANK_ROWS = 3
Typed = dict[str, list[str]]


def said(text: Text | None) -> str:
    """A text of a programme in the reader's language; empty for none."""
    if text is None:
        return ""
    return text.en if (get_language() or "").startswith("en") else text.zh


def label_of(field: FormField) -> str:
    """What a field is called, with the unit in which it is typed."""
    label = said(field.label)
    unit = (
        gettext("元")
        if field.type is FieldType.MONEY
        else "%"
        if field.type is FieldType.RATE
        else said(field.unit)
    )
    return gettext("%(label)s（%(unit)s）") % {"label": label, "unit": unit} if unit else label


def typed_values(
    fields: Iterable[FormField], answers: Mapping[str, Json], unread: Mapping[str, Json]
) -> Typed:
    """What the controls of these fields show: what could not be read as it was typed, else the answers."""
    found: Typed = {}
    for field in fields:
        kept = unread.get(field.id)
        answer = answers.get(field.id)
        if field.type is FieldType.TABLE:
            found |= _typed_rows(field, kept, answer)
        elif isinstance(kept, str):
            found[field.id] = [kept]
        elif isinstance(answer, list):
            found[field.id] = [str(value) for value in answer]
        else:
            found[field.id] = [typed_of(field, answer)]
    return found


def _typed_rows(field: FormField, kept: Json, answer: Json) -> Typed:
    found: Typed = {}
    raw = isinstance(kept, list)
    rows = kept if isinstance(kept, list) else answer if isinstance(answer, list) else []
    for number, row in enumerate(rows):
        for column in field.columns:
            value = row.get(column.id) if isinstance(row, dict) else None
            text = str(value or "") if raw else typed_of(column, value)
            found[cell_name(field.id, number, column.id)] = [text]
    return found


class AccountInput(forms.TextInput):
    """A bank account: blank, with the last digits of the one kept, which is carried along encrypted."""

    template_name = "cases/apply/account_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """No number is ever put back into a page, not even one that was just typed."""
        kept = value if is_sealed(value) else ""
        context: dict[str, Any] = super().get_context(name, "", attrs)
        context["widget"]["kept"] = kept
        context["widget"]["masked"] = account_masked(kept) if kept else ""
        return context


class SectionForm(forms.Form):
    """The fields of a page, filled with what was typed and the errors found in it."""

    def __init__(self, fields: Sequence[FormField], typed: Typed, errors: Mapping[str, Wording]) -> None:
        super().__init__(MultiValueDict(typed), use_required_attribute=False)
        for field in fields:
            if field.type is not FieldType.TABLE and not field.locked:
                self.fields[field.id] = _field(field, typed.get(field.id, []))
        self._found = errors

    def full_clean(self) -> None:
        """Nothing is read here: what was found wrong is shown, whatever Django would think of it."""
        self.cleaned_data: dict[str, Any] = {}
        self._errors: ErrorDict | None = ErrorDict()
        for name, wording in self._found.items():
            if name in self.fields:
                self.add_error(name, wording.in_language(get_language()))


def _field(field: FormField, typed: Sequence[str]) -> forms.Field:
    common: dict[str, Any] = {
        "label": label_of(field),
        "help_text": said(field.help),
        "required": field.required,
    }
    match field.type:
        case FieldType.LONG:
            return forms.CharField(widget=forms.Textarea({"rows": 6}), **common)
        case FieldType.BOOLEAN:
            return forms.ChoiceField(
                choices=[(YES, _("是")), (NO, _("否"))], widget=forms.RadioSelect, **common
            )
        case FieldType.CHOICE:
            options = [(option.value, said(option.label)) for option in field.options]
            if len(options) <= FEW_OPTIONS:
                return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **common)
            return forms.ChoiceField(choices=[("", gettext("请选择")), *options], **common)
        case FieldType.CHOICES:
            return forms.MultipleChoiceField(
                choices=[(option.value, said(option.label)) for option in field.options],
                widget=forms.CheckboxSelectMultiple,
                **common,
            )
        case FieldType.DATE:
            return forms.CharField(widget=_day(typed), **common)
        case FieldType.ACCOUNT:
            return forms.CharField(widget=AccountInput(), **common)
        case FieldType.TEXT:
            return forms.CharField(widget=forms.TextInput({"autocomplete": "off"}), **common)
        case _:
            mode = "numeric" if field.type is FieldType.INTEGER else "decimal"
            return forms.CharField(
                widget=forms.TextInput({"inputmode": mode, "autocomplete": "off"}), **common
            )


def _day(typed: Sequence[str]) -> forms.TextInput:
    """The browser's calendar, unless something was typed that it would drop."""
    text = typed[-1] if typed else ""
    widget = forms.TextInput({"autocomplete": "off"})
    if not text or (len(text) == 10 and text[4] == text[7] == "-"):
        widget.input_type = "date"
    return widget


@dataclass(frozen=True, slots=True)
class EntryCell:
    """A control of a table."""

    column: FormField
    name: str
    value: str
    error: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def field_id(self) -> str:
        """The id of its control."""
        return f"id_{self.name}"

    @property
    def label(self) -> str:
        """What it is called, on a phone where there is no head."""
        return label_of(self.column)

    @property
    def input_type(self) -> str:
        """The browser's calendar for a day that it can show."""
        shows = not self.value or (len(self.value) == 10 and self.value[4] == self.value[7] == "-")
        return "date" if self.column.type is FieldType.DATE and shows else "text"

    @property
    def input_mode(self) -> str:
        """The keyboard a phone shows."""
        numbers = (FieldType.MONEY, FieldType.DECIMAL, FieldType.RATE)
        if self.column.type is FieldType.INTEGER:
            return "numeric"
        return "decimal" if self.column.type in numbers else "text"

    @property
    def is_number(self) -> bool:
        """Whether it stands at the right."""
        return self.input_mode != "text"


@dataclass(frozen=True, slots=True)
class EntryTable:
    """A table to be filled in: the rows there are, and some blank ones."""

    field: FormField
    rows: tuple[tuple[EntryCell, ...], ...]
    error: str = ""
    can_grow: bool = True

    @property
    def label(self) -> str:
        """What it is called."""
        return said(self.field.label)

    @property
    def heads(self) -> tuple[tuple[str, bool, bool], ...]:
        """The columns: what they are called, whether they are numbers, whether they have to be filled in."""
        return tuple((label_of(c), EntryCell(c, "", "").is_number, c.required) for c in self.field.columns)


def entry_table(field: FormField, typed: Typed, errors: Mapping[str, Wording], extra: int = 0) -> EntryTable:
    """The table as it is shown: with `extra` more blank rows where somebody asked for them."""
    prefix = f"{field.id}-"
    numbers = {int(name.split("-")[1]) for name in typed if name.startswith(prefix)}
    filled = max(numbers, default=-1) + 1
    count = min(field.max_rows, filled + (BLANK_ROWS if not filled else 1) + extra)
    language = get_language()

    def cell(row: int, column: FormField) -> EntryCell:
        name = cell_name(field.id, row, column.id)
        error = errors[name].in_language(language) if name in errors else ""
        options = {
            FieldType.CHOICE: tuple((o.value, said(o.label)) for o in column.options),
            FieldType.BOOLEAN: ((YES, gettext("是")), (NO, gettext("否"))),
        }.get(column.type, ())
        return EntryCell(column, name, (typed.get(name) or [""])[-1], error, options)

    rows = tuple(tuple(cell(row, column) for column in field.columns) for row in range(count))
    error = errors[field.id].in_language(language) if field.id in errors else ""
    return EntryTable(field, rows, error, count < field.max_rows)

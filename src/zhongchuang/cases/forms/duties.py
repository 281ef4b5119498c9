"""The form of a report or an assessment: the questions of the programme, read by the same code as an application's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext

from zhongchuang.cases.forms.deciding import Guarded
from zhongchuang.cases.programmes.fields import NO, YES, Reading, read_fields, typed_of
from zhongchuang.cases.programmes.schema import FieldType, FormField, Text
from zhongchuang.core.errors import Wording
from zhongchuang.core.json_values import Json

MISSING = Wording("请填写", "Please fill this in")


class DutyForm(Guarded):
    """Questions as fields; `reading` holds the answers once the form is valid."""

    reading: Reading

    def __init__(self, data: Any, *, questions: tuple[FormField, ...], known: dict[str, Json]) -> None:
        super().__init__(data)
        self.questions = questions
        for one in questions:
            field = _field(one)
            if one.id in known:
                field.initial = typed_of(one, known[one.id])
            self.fields[one.id] = field

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        typed = dict(self.data.lists()) if isinstance(self.data, QueryDict) else {}
        self.reading = read_fields(self.questions, typed)
        for name, wording in self.reading.errors.items():
            self.add_error(name, wording.in_language(get_language()))
        for one in self.questions:
            if one.required and one.id not in self.reading.answers and one.id not in self.reading.errors:
                self.add_error(one.id, MISSING.in_language(get_language()))
        return cleaned


def _field(one: FormField) -> forms.Field:
    label, hint = _said(one.label), "" if one.help is None else _said(one.help)
    match one.type:
        case FieldType.LONG:
            return forms.CharField(
                label=label, help_text=hint, required=False, widget=forms.Textarea({"rows": 5})
            )
        case FieldType.CHOICE:
            return forms.ChoiceField(
                label=label,
                help_text=hint,
                required=False,
                choices=[(o.value, _said(o.label)) for o in one.options],
                widget=forms.RadioSelect,
            )
        case FieldType.CHOICES:
            return forms.MultipleChoiceField(
                label=label,
                help_text=hint,
                required=False,
                choices=[(o.value, _said(o.label)) for o in one.options],
                widget=forms.CheckboxSelectMultiple,
            )
        case FieldType.BOOLEAN:
            return forms.ChoiceField(
                label=label,
                help_text=hint,
                required=False,
                choices=[(YES, gettext("是")), (NO, gettext("否"))],
                widget=forms.RadioSelect,
            )
        case FieldType.DATE:
            return forms.CharField(
                label=label, help_text=hint, required=False, widget=forms.DateInput({"type": "date"})
            )
        case _:
            return forms.CharField(label=label, help_text=hint, required=False)


def _said(text: Text) -> str:
    return text.en if (get_language() or "").startswith("en") else text.zh

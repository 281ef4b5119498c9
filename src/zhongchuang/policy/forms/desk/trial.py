"""A subject made up for trying a measure out: where, who, on which day, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.money import plain_yuan
from zhongchuang.expressions import Kind, Value
from zhongchuang.policy.decisions import read_answer
from zhongchuang.policy.errors import AnswerUnreadable
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind
from zhongchuang.policy.views.labels import KINDS, in_language

FACT = "f-"
"""What the fields of facts begin with, so that none takes the name of another field."""
UNKNOWN = ("", _("不知道"))


class TrialForm(forms.Form):
    """The subject; a fact left empty is not known."""

    use_required_attribute = False
    place = forms.ChoiceField(label=_("在哪里"), required=False)
    kind = forms.ChoiceField(label=_("是谁"), required=False)
    on = forms.DateField(
        label=_("哪一天"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("不是日期，请写成 2031-05-08。")},
    )

    def __init__(
        self,
        book: RuleBook,
        facts: Sequence[str],
        places: Sequence[tuple[str, str]],
        kinds: Sequence[str],
        today: date,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"on": today}, label_suffix="", prefix="try")
        self.book, self.facts, self.today = book, facts, today
        self.own_place = places[0][0]
        shown = [(str(kind), label) for kind, label in KINDS.items() if not kinds or str(kind) in kinds]
        for name, choices in (("place", list(places)), ("kind", shown or list(KINDS.items()))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        for name in facts:
            self.fields[FACT + name] = self._field(name)
        if data is not None:
            self.full_clean()  # while nothing is required
        for field_ in self.fields.values():
            field_.required = True  # the page says once that all may stay empty, and marks no field

    def _field(self, name: str) -> forms.Field:
        question, fact = self.book.questions[name], self.book.vocabulary[name]
        label = in_language(question.label)
        if question.unit:
            label = f"{label}（{in_language(question.unit)}）"
        match fact.type.kind:
            case Kind.BOOLEAN:
                choices = [UNKNOWN, ("true", _("是")), ("false", _("否"))]
                return forms.ChoiceField(label=label, choices=choices, required=False)
            case Kind.CODE:
                codes = [(code, in_language(words)) for code, words in question.codes]
                return forms.ChoiceField(label=label, choices=[UNKNOWN, *codes], required=False)
            case _:
                return forms.CharField(label=label, max_length=60, required=False)

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        """The fields of the facts."""
        return [self[FACT + name] for name in self.facts]

    def clean(self) -> dict[str, Any]:
        """Every fact read as its answer would be."""
        data = super().clean() or {}
        self.values: dict[str, Value] = {}
        for name in self.facts:
            typed = str(data.get(FACT + name) or "").strip()
            if not typed:
                continue
            try:
                self.values[name] = read_answer(self.book.vocabulary[name], self.book.questions[name], typed)
            except AnswerUnreadable as error:
                self.add_error(FACT + name, error.what.in_language(get_language()))
        return data

    @property
    def day(self) -> date:
        """The day of a valid form."""
        found: date | None = self.cleaned_data.get("on")
        return found or self.today

    @property
    def subject_kind(self) -> SubjectKind:
        """The kind of a valid form."""
        return SubjectKind(self.cleaned_data.get("kind") or str(next(iter(KINDS))))

    @property
    def place_code(self) -> str:
        """The place of a valid form."""
        return str(self.cleaned_data.get("place") or self.own_place)

    def written(self) -> dict[str, Any]:
        """The facts as an example of the packs writes them: money in 元."""
        return {
            name: written(self.book.vocabulary[name].type.kind, value) for name, value in self.values.items()
        }


def written(kind: Kind, value: Value) -> str:
    """A value as the pack format writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() if kind is Kind.MONEY:
            return plain_yuan(value).removesuffix(".00")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)

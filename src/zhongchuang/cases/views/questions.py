"""Questions of a programme outside of an application: of a report, of a change. Drawn and read like those of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from zhongchuang.cases.forms.applying import SectionForm, Typed, entry_table, said, typed_values
from zhongchuang.cases.programmes.fields import Reading, read_fields
from zhongchuang.cases.programmes.schema import FieldType, FormField
from zhongchuang.cases.views.applying_filling import summary_of
from zhongchuang.cases.views.applying_typed import typed_in
from zhongchuang.core.errors import Wording
from zhongchuang.core.json_values import Json
from zhongchuang.core.page import ErrorSummary

MORE_ROWS = 10
MISSING = Wording("请填写", "Please fill this in")


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions as a page shows them; `reading` is what was typed, None before anything was."""

    items: tuple[dict[str, Any], ...]
    errors: ErrorSummary
    reading: Reading | None

    @property
    def is_read(self) -> bool:
        """Whether everything was filled in and understood."""
        return self.reading is not None and not self.reading.errors


def asked_of(fields: Sequence[FormField], known: Mapping[str, Json]) -> Asked:
    """The questions with what is known."""
    return _drawn(fields, typed_values(fields, known, {}), {}, None, "")


def typed_of(request: HttpRequest, fields: Sequence[FormField]) -> Asked:
    """The questions with what was typed, read; what has to be there and is not counts as an error."""
    typed = typed_in(request)
    reading = read_fields(fields, typed)
    for field in fields:
        if field.required and field.id not in reading.answers and field.id not in reading.unread:
            reading.errors.setdefault(field.id, MISSING)
    return _drawn(fields, typed, reading.errors, reading, request.POST.get("more", ""))


def told_beside(
    asked: Asked, fields: Sequence[FormField], request: HttpRequest, why: Mapping[str, Wording]
) -> Asked:
    """The same questions with what a verb found wrong with the answers."""
    return _drawn(fields, typed_in(request), why, asked.reading, "")


def _drawn(
    fields: Sequence[FormField],
    typed: Typed,
    errors: Mapping[str, Wording],
    reading: Reading | None,
    grow: str,
) -> Asked:
    controls = SectionForm(fields, typed, errors)
    items = tuple(
        {
            "id": field.id,
            "label": said(field.label),
            "required": field.required,
            "help": said(field.help),
            **_control(field, controls, typed, errors, MORE_ROWS if grow == field.id else 0),
        }
        for field in fields
    )
    mine = {name: why for name, why in errors.items() if _is_of(name, fields)}
    return Asked(items, summary_of(fields, items, mine), reading)


def _is_of(name: str, fields: Sequence[FormField]) -> bool:
    return name.partition("-")[0] in {field.id for field in fields}


def _control(
    field: FormField, controls: SectionForm, typed: Typed, errors: Mapping[str, Wording], extra: int
) -> dict[str, Any]:
    if field.type is FieldType.TABLE:
        return {"kind": "table", "table": entry_table(field, typed, errors, extra)}
    return {"kind": "field", "field": controls[field.id]}

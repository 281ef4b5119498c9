"""An old page was posted: both versions stand beside each other, and whoever typed chooses. Nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from zhongchuang.cases.forms.applying import Typed, said, typed_values
from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.fields import in_words, read_fields
from zhongchuang.cases.programmes.schema import FieldType, FormField, Section
from zhongchuang.cases.selectors.applying import form_of_case
from zhongchuang.cases.views.applying_typed import NOT_ANSWERS
from zhongchuang.cases.views.guarding import guard_of
from zhongchuang.core.errors import Wording
from zhongchuang.core.json_values import Json
from zhongchuang.core.page import Link

MINE, THEIRS = "mine", "theirs"
PICK = "pick-"
MEANWHILE = Wording(
    "您登录期间，别人已经保存过这份申报。", "Somebody saved this application while you were signing in."
)


@dataclass(frozen=True, slots=True)
class Side:
    """A field of which there are two versions."""

    id: str
    label: str
    mine: str
    theirs: str

    @property
    def name(self) -> str:
        """The control that chooses."""
        return f"{PICK}{self.id}"


def page(
    request: HttpRequest, case: Case, section: Section, typed: Typed, what: Wording, *, status: int
) -> HttpResponse:
    """Both versions of this section, field by field where they differ, and everything typed carried along."""
    asked = set(typed.get("asked", ()))
    fields = [field for field in section.fields if field.id in asked and not field.locked]
    sides = list(_sides(fields, case, typed))
    context = {
        "case": case,
        "what": what.in_language(get_language()),
        "section_title": said(section.title),
        "sides": sides,
        "carried": [
            (name, value)
            for name, values in typed.items()
            if (name not in NOT_ANSWERS or name in ("asked", "then")) and not name.startswith(PICK)
            for value in values
        ],
        "action": reverse("cases:fill", args=[case.number, section.id]),
        "guard": guard_of(case),
        "breadcrumbs": (
            Link(gettext("我的办件"), reverse("cases:my_cases")),
            Link(case.number, reverse("cases:my_case", args=[case.number])),
            Link(_("两个版本"), ""),
        ),
    }
    return render(request, "cases/apply/conflict.html", context, status=status)


def _sides(fields: Sequence[FormField], case: Case, typed: Typed) -> list[Side]:
    reading = read_fields(fields, typed)
    kept = form_of_case(case).answers
    found = []
    for field in fields:
        mine = reading.unread.get(field.id, reading.answers.get(field.id))
        theirs = case.unread.get(field.id, kept.get(field.id))
        if mine != theirs:
            found.append(
                Side(
                    field.id,
                    said(field.label),
                    _words(field, mine, raw=field.id in reading.unread),
                    _words(field, theirs, raw=field.id in case.unread),
                )
            )
    return found


def _words(field: FormField, value: Json, *, raw: bool) -> str:
    language = get_language() or "zh-hans"
    if value in (None, "", []):
        return _("（空）")
    if field.type is FieldType.TABLE and isinstance(value, list):
        lines = []
        for number, row in enumerate(value, start=1):
            cells = row if isinstance(row, dict) else {}
            parts = [
                str(cells.get(c.id, "")) if raw else in_words(c, cells.get(c.id), language)
                for c in field.columns
            ]
            lines.append(f"{number}. " + " · ".join(part for part in parts if part))
        return "\n".join(lines)
    return str(value) if raw else in_words(field, value, language)


def resolved(case: Case, section: Section, typed: Typed) -> Typed:
    """What was typed, with what somebody else saved put in where that was chosen."""
    chosen = {
        name.removeprefix(PICK)
        for name, values in typed.items()
        if name.startswith(PICK) and THEIRS in values
    }
    kept = {name: values for name, values in typed.items() if not name.startswith(PICK)}
    for field in section.fields:
        if field.id in chosen:
            kept = {n: v for n, v in kept.items() if n != field.id and not n.startswith(f"{field.id}-")}
            kept |= typed_values((field,), case.answers, case.unread)
    return kept

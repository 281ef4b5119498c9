"""Forms that repeat themselves (several unit notes, several values): entries with a blank one at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms

_BETWEEN = re.compile(r"[、，,；;\n]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """Some fields of a form drawn together; without a title they stand alone."""

    title: str
    fields: tuple[forms.BoundField, ...]


class EntriesForm(forms.Form):
    """A form drawn entry by entry; one entry of all its fields where nothing else is said."""

    @property
    def entries(self) -> list[Entry]:
        """The fields as they are drawn."""
        return [Entry("", tuple(self.visible_fields()))]

    def words(self, name: str) -> str:
        """What was typed in a field of a valid form."""
        return str(self.cleaned_data.get(name) or "").strip()

    def several(self, name: str) -> tuple[str, ...]:
        """Several names typed in one field, apart by 、 or a new line."""
        return several(self.words(name))


def several(text: str) -> tuple[str, ...]:
    """Names apart by 、 or a new line; empty ones are none."""
    return tuple(name.strip() for name in _BETWEEN.split(text) if name.strip())


def listed(names: Iterable[str]) -> str:
    """Names as one field holds them."""
    return "、".join(names)

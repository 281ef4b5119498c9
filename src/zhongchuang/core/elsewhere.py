"""Links to what another room keeps, found by a function the project names: rooms on one floor do not know each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor
    from zhongchuang.core.page import Link


class Finder(Protocol):
    """Finds the page of what belongs to a number, for who may open it. `desk`: a department's page, else one's own."""

    def __call__(self, actor: Actor, number: str, /, *, desk: bool) -> Link | None:
        """The link; None where there is nothing, or nothing for them."""


def link_elsewhere(setting: str, actor: Actor, number: str, *, desk: bool) -> Link | None:
    """What the function finds whose dotted path a setting holds; None where none is named. Raises ImportError."""
    path = str(getattr(settings, setting, ""))
    if not path:
        return None
    find: Finder = import_string(path)
    return find(actor, number, desk=desk)

"""What the pages of makerspaces share: the guard of a form, refusals shown on it, words in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused, Wording
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import FormGuard, Link, Shape, Status, Tone
from zhongchuang.parties.access import SpaceAction, may_space
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms import GuardedForm
from zhongchuang.parties.models import Place, Recognition, Space
from zhongchuang.parties.selectors.spaces import kept_space, works_at
from zhongchuang.parties.spaces.residency import STAY_WORDS, EventKind, Stay
from zhongchuang.parties.views.requests import valid

STAY_SHAPES: Mapping[Stay, Shape] = {
    Stay.NONE: Shape.RING,
    Stay.APPLIED: Shape.QUESTION,
    Stay.REFUSED: Shape.CROSS,
    Stay.RESIDENT: Shape.DOT,
    Stay.MOVED: Shape.NEAR,
    Stay.GRADUATED: Shape.CHECK,
    Stay.LEFT: Shape.RING,
}
EVENT_LABELS = {
    EventKind.APPLIED: gettext_lazy("申请入驻"),
    EventKind.ADMITTED: gettext_lazy("入驻"),
    EventKind.REFUSED: gettext_lazy("未获准"),
    EventKind.MILESTONE: gettext_lazy("里程碑"),
    EventKind.MOVED: gettext_lazy("沿链条转移"),
    EventKind.GRADUATED: gettext_lazy("毕业"),
    EventKind.LEFT: pgettext_lazy("residency", "退出"),
    EventKind.VOID: gettext_lazy("撤销记录"),
}


class NewForm(forms.Form):
    """The guard of a form about something that is not there yet."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)


def english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def told(words: Wording) -> str:
    """A sentence in the reader's language."""
    return words.in_language(get_language())


def place_name(place: Place) -> str:
    """A place in the reader's language."""
    return place.name_en if english() else place.name


def stay_status(stay: Stay) -> Status:
    """Where a tenant stands, in a word with its shape."""
    tone = Tone.ACCENT if stay is Stay.APPLIED else Tone.PLAIN
    return Status(told(STAY_WORDS[stay]), STAY_SHAPES[stay], tone)


def recognised_status(recognitions: list[Recognition]) -> Status:
    """The highest a space is recognised as today."""
    order = ("national", "provincial", "city", "county")
    levels = sorted(recognitions, key=lambda one: order.index(one.level))
    if not levels:
        return Status(_("没有认定"), Shape.RING)
    return Status(levels[0].get_level_display(), Shape.CHECK)


def new_guard(row_version: int | None = None) -> FormGuard:
    """The guard of a form that is shown for the first time."""
    return FormGuard(new_idempotency_key(), row_version)


def sent_guard(request: HttpRequest, *, with_row: bool = True) -> FormGuard:
    """The guard a form came with. Raises InvalidInput where it came without."""
    given = valid((GuardedForm if with_row else NewForm)(request.POST))
    return FormGuard(given["idempotency_key"], given.get("row_version"))


def version_of(guard: FormGuard) -> int:
    """The version a guarded form was drawn from."""
    assert guard.row_version is not None, "sent_guard asks for it"
    return guard.row_version


@contextmanager
def refusals_on(form: forms.Form) -> Iterator[None]:
    """What a verb refuses stands on the form, at its field where it names one: nothing typed is lost."""
    try:
        yield
    except InvalidInput as error:
        at = {name: words for name, words in error.fields.items() if name in form.fields}
        for name, words in at.items():
            form.add_error(name, told(words))
        if not at:
            form.add_error(None, error.told_in(get_language()))
    except Refused as error:
        form.add_error(None, error.told_in(get_language()))


def kept(request: HttpRequest, pk: int) -> tuple[Actor, Space]:
    """A space whose register the reader may see. Raises NotFound."""
    actor = actor_of(request)
    return actor, kept_space(actor, pk)


def records(actor: Actor, space: Space) -> bool:
    """Whether the reader keeps the register, rather than looks into it."""
    return may_space(actor, SpaceAction.RECORD, works_at(actor, space))


def recorded(request: HttpRequest, pk: int) -> tuple[Actor, Space]:
    """A space whose register the reader keeps. Raises NotFound, NotAllowed."""
    actor, space = kept(request, pk)
    if not records(actor, space):
        raise NotAllowed()
    return actor, space


def trail(*links: Link) -> tuple[Link, ...]:
    """Where the reader is, from the front page on."""
    return (Link(_("首页"), "/"), *links)

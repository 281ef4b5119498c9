"""States, clauses and texts as pages show them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language

from zhongchuang.cases.flow.states import CLOSED, State
from zhongchuang.cases.flow.words import STATES
from zhongchuang.cases.programmes.schema import Text
from zhongchuang.cases.selectors.basis import Cited
from zhongchuang.core.page import Link, Shape, Status, Tone

GOOD = (State.APPROVED, State.ENDED)
_SHAPES = {
    State.DRAFT: Shape.RING,
    State.OFFERED: Shape.RING,
    State.RETURNED: Shape.WARNING,
    State.ANNOUNCED: Shape.HALF,
    State.APPROVED: Shape.CHECK,
    State.ENDED: Shape.CHECK,
    State.WITHDRAWN: Shape.PAUSE,
    State.DECLINED: Shape.PAUSE,
    State.UNANSWERED: Shape.PAUSE,
}


def state_status(state: State) -> Status:
    """A state by word and shape."""
    shape = _SHAPES.get(state, Shape.CROSS if state in CLOSED else Shape.HALF)
    tone = Tone.ACCENT if state in GOOD else Tone.DANGER if state is State.RETURNED else Tone.PLAIN
    return Status(str(STATES[state]), shape=shape, tone=tone)


def in_reader_language(text: Text) -> str:
    """A text of a programme in the reader's language."""
    return text.en if (get_language() or "").startswith("en") else text.zh


def clause_link(found: Cited | None, fallback: str) -> Link | str:
    """From the money to the words: a link to the clause, where its document is held."""
    if found is None or not found.clause:
        return fallback if found is None else found.in_words
    return Link(found.in_words, reverse("policy:clause", args=[found.slug, found.clause]))

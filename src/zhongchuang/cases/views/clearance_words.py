"""Checks, findings and exceptions as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhongchuang.cases.views.guarding import english
from zhongchuang.core.page import Shape, Status, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping


def verdict_status(verdict: str) -> Status:
    """What a check came to, by word and shape."""
    words: Mapping[str, Status] = {
        "clear": Status(_("没有重复"), Shape.CHECK, Tone.ACCENT),
        "reduced": Status(_("须减少"), Shape.HALF),
        "blocked": Status(_("不得支持"), Shape.CROSS, Tone.DANGER),
        "incomplete": Status(_("还不能核对"), Shape.QUESTION, Tone.DANGER),
    }
    return words[verdict]


def finding_status(outcome: str) -> Status:
    """What one rule says, by word and shape."""
    words: Mapping[str, Status] = {
        "free": Status(_("没有妨碍"), Shape.CHECK, Tone.ACCENT),
        "reduced": Status(_("减少"), Shape.HALF),
        "blocked": Status(_("不得重复"), Shape.CROSS, Tone.DANGER),
        "stacks": Status(_("可以叠加"), Shape.CHECK, Tone.ACCENT),
        "warned": Status(_("请核对"), Shape.WARNING),
        "gives_way": Status(_("让位"), Shape.PAUSE),
        "gap": Status(_("还不能核对"), Shape.QUESTION, Tone.DANGER),
    }
    return words[outcome]


def override_status(state: str) -> Status:
    """How far an exception has come, by word and shape."""
    words: Mapping[str, Status] = {
        "asked": Status(_("待另一人确认"), Shape.HALF),
        "confirmed": Status(_("已确认"), Shape.CHECK, Tone.ACCENT),
        "refused": Status(_("未予确认"), Shape.CROSS),
        "void": Status(_("已失效"), Shape.PAUSE),
    }
    return words[state]


def in_either(words: Sequence[str] | None) -> str:
    """Words that are kept in both languages, in the reader's."""
    return "" if not words else words[1] if english() else words[0]


def steps_in_words(path: Iterable[Sequence[str]]) -> str:
    """How a party is related, step by step."""
    return _("；").join(_step(*step) for step in path)


def _step(who: str, kind: str, whom: str, share: str) -> str:
    told = {"who": who, "whom": whom, "share": share}
    match kind:
        case "shareholder":
            return _("%(who)s 持有 %(whom)s %(share)s%%") % told
        case "controller":
            return _("%(who)s 控制 %(whom)s") % told
        case _:
            return _("%(who)s 是 %(whom)s 的法定代表人") % told

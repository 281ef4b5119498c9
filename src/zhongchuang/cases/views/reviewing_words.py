"""What kinds of ties, conflicts and steps of a path are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhongchuang.cases.reviewing.conflicts import ConflictKind, TieKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TIES: dict[TieKind, StrOrPromise] = {
    TieKind.EMPLOYER: _("在这里任职"),
    TieKind.MENTOR: _("担任创业导师"),
    TieKind.COOPERATION: _("有合作（项目、论文、专利、经费）"),
    TieKind.ADVISER: _("担任顾问、独立董事等"),
    TieKind.FAMILY: _("近亲属在这里任职或持股"),
}
WHY: dict[str, StrOrPromise] = {
    ConflictKind.SELF: _("本人申请"),
    ConflictKind.ACTS_FOR: _("代表申请单位办事"),
    ConflictKind.SAME_EMPLOYER: _("同一工作单位（含离开未满三年）"),
    ConflictKind.RELATED: _("所在单位与申请单位是关联方"),
    ConflictKind.STANDS_BEHIND: _("是申请单位的控制人、股东或法定代表人"),
    ConflictKind.MENTOR: _("担任创业导师"),
    ConflictKind.COOPERATION: _("有合作"),
    ConflictKind.ADVISER: _("担任顾问"),
    ConflictKind.FAMILY: _("近亲属关系"),
    ConflictKind.EARLIER_CASE: _("三年内曾为该单位申请"),
    "other_field": _("领域不符"),
    "recused": _("已回避"),
    "left": _("已不在库"),
}
"""Why somebody is left out of a list, or passed over in the draw."""
STEPS: dict[str, StrOrPromise] = {
    "applies": _("申请了"),
    "acts_for": _("代表"),
    "works_at": _("任职于"),
    "applied_for": _("曾为之申请"),
    "is": _("就是"),
    "controls": _("控制"),
    "controller": _("是实际控制人："),
    "representative": _("是法定代表人："),
    "shareholder": _("持股"),
    "employer": _("任职于"),
    "mentor": pgettext_lazy("tie", "是创业导师："),
    "cooperation": pgettext_lazy("tie", "合作："),
    "adviser": pgettext_lazy("tie", "是顾问："),
    "family": pgettext_lazy("tie", "有近亲属在"),
    "was_employer": _("曾任职于"),
    "was_mentor": _("曾任创业导师："),
    "was_cooperation": _("曾合作："),
    "was_adviser": _("曾任顾问："),
}


def why_in_words(why: Iterable[Any]) -> list[str]:
    """Reasons as a draw keeps them, each as a sentence with its path."""
    return list(dict.fromkeys(_one(str(number), str(kind), path) for number, kind, path in why))


def kinds_in_words(why: Iterable[Any]) -> list[str]:
    """Reasons without case or path: what the public may read."""
    return list(dict.fromkeys(str(WHY.get(str(kind), kind)) for _number, kind, _path in why))


def _one(number: str, kind: str, path: Iterable[Any]) -> str:
    told = str(WHY.get(kind, kind))
    steps = gettext("；").join(" ".join((who, str(STEPS.get(what, what)), whom)) for who, what, whom in path)
    about = gettext("%(number)s：%(why)s") % {"number": number, "why": told} if number else told
    return gettext("%(about)s（%(path)s）") % {"about": about, "path": steps} if steps else about

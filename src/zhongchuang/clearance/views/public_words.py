"""The changes of an award in the words of a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhongchuang.core.clock import business_date
from zhongchuang.core.money import format_yuan

if TYPE_CHECKING:
    import datetime as dt

    from django_stubs_ext import StrOrPromise

    from zhongchuang.clearance.models import Award, DisclosedChange

KINDS: Mapping[str, StrOrPromise] = {
    "published": gettext_lazy("公开"),
    "corrected": gettext_lazy("更正"),
    "paid": gettext_lazy("支付有变化"),
    "revoked": gettext_lazy("撤销"),
    "withheld": gettext_lazy("不再公开"),
    "taken_down": gettext_lazy("个人姓名到期撤下"),
}
FIELDS: Mapping[str, StrOrPromise] = {
    "title": gettext_lazy("支持事项"),
    "recipient_name": gettext_lazy("名称"),
    "place": gettext_lazy("地区"),
    "category": gettext_lazy("支持类别"),
    "programme_title": gettext_lazy("支持项目"),
    "basis_text": gettext_lazy("依据"),
    "department_name": gettext_lazy("决定部门"),
    "decided_on": gettext_lazy("决定日期"),
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: when, what, and how it read before and after where that may be said."""

    number: int
    on: dt.date
    word: str
    detail: str


def change_rows(changes: Sequence[DisclosedChange], award: Award) -> list[ChangeRow]:
    """Every change of an award, as its page tells it."""
    return [
        ChangeRow(change.sequence, business_date(change.at), change_word(change), detail_of(change, award))
        for change in changes
    ]


def change_word(change: DisclosedChange) -> str:
    """What happened, in a word."""
    return str(KINDS.get(change.kind, change.kind))


def detail_of(change: DisclosedChange, award: Award) -> str:
    """Before and after, and the reason. Of a natural person's name neither: it comes down after its term, here too."""
    content: Mapping[str, Any] = change.content
    before, after = content.get("before"), content.get("after")
    if change.kind == "paid" and isinstance(before, int) and isinstance(after, int):
        return _("已支付由 %(before)s改为 %(after)s") % {
            "before": format_yuan(before),
            "after": format_yuan(after),
        }
    told: list[str] = []
    field = str(content.get("field", ""))
    if field:
        told.append(str(FIELDS.get(field, field)))
        personal = award.personal and field == "recipient_name"
        if not personal and isinstance(before, str) and isinstance(after, str) and (before or after):
            told.append(_("由“%(before)s”改为“%(after)s”") % {"before": before, "after": after})
        elif not personal and isinstance(after, str) and after:
            told.append(_("改为“%(after)s”，原内容不再显示") % {"after": after})
    reason = content.get("reason")
    if isinstance(reason, str) and reason:
        told.append(_("理由：%(reason)s") % {"reason": reason})
    return "；".join(told)

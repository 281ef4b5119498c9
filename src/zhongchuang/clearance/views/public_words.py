"""The changes of an award in the words of a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhongchuang.clearance.disclosing.categories import category_words
from zhongchuang.clearance.disclosing.words import CHANGES, FIELDS
from zhongchuang.core.clock import business_date
from zhongchuang.core.page import money_told

if TYPE_CHECKING:
    import datetime as dt

    from django_stubs_ext import StrOrPromise

    from zhongchuang.clearance.models import Award, DisclosedChange

# What a file of another department calls them, where it is another name (`importing/`). What stands in neither list is not told.
TOLD: Mapping[str, StrOrPromise] = {
    **FIELDS,
    "name": FIELDS["recipient_name"],
    "uscc": FIELDS["recipient_code"],
    "programme": FIELDS["programme_title"],
    "department": FIELDS["department_name"],
    "basis": FIELDS["basis_text"],
    "amount": gettext_lazy("支持金额"),
    "paid": gettext_lazy("已支付"),
    "decided_on": gettext_lazy("决定日期"),
}
MONEY = frozenset({"amount", "paid"})


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
    return str(CHANGES.get(change.kind, change.kind))


def detail_of(change: DisclosedChange, award: Award) -> str:
    """Before and after, and the reason. Of a natural person's name neither: it comes down after its term, here too."""
    content: Mapping[str, Any] = change.content
    if change.kind == "paid":
        content = {"paid": [content.get("before"), content.get("after")]}
    elif "field" in content:
        content = {str(content["field"]): [content.get("before"), content.get("after")], **content}
    told = [_told(name, content[name], award) for name in TOLD if name in content]
    reason = content.get("reason")
    if isinstance(reason, str) and reason:
        told.append(_("理由：%(reason)s") % {"reason": reason})
    return "；".join(told)


def _told(name: str, value: Any, award: Award) -> str:
    """One field: how it read and how it reads."""
    label = str(TOLD[name])
    if not isinstance(value, list) or len(value) != 2:
        return label
    before, after = (_written(name, one) for one in value)
    if not (before or after) or (award.personal and name in ("name", "recipient_name", "title")):
        return label
    if value[0] is None:
        return _("%(label)s改为“%(after)s”，原内容不再显示") % {"label": label, "after": after}
    return _("%(label)s由“%(before)s”改为“%(after)s”") % {"label": label, "before": before, "after": after}


def _written(name: str, value: Any) -> str:
    if name in MONEY and isinstance(value, int):
        return money_told(value)
    if name == "category" and isinstance(value, str):
        return category_words(value, get_language())
    return "" if value is None else str(value)

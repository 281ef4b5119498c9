"""How an account and an organisation are shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.core.page import Code, Shape, Status, Tone
from zhongchuang.parties import selectors
from zhongchuang.parties.models import Account


def status_of(account: Account) -> Status:
    return (
        Status(_("正常"), Shape.CHECK) if account.is_active else Status(_("已停用"), Shape.LOCK, Tone.DANGER)
    )


@dataclass(frozen=True, slots=True)
class Represented:
    """An organisation somebody acts for, as the page shows it."""

    name: str
    place: str
    uscc: Code


def represented(account: Account) -> list[Represented]:
    english = (get_language() or "").startswith("en")
    return [
        Represented(
            organisation.name,
            organisation.place.name_en if english else organisation.place.name,
            Code(organisation.uscc, _("统一社会信用代码")),
        )
        for organisation in selectors.organisations_of(account)
    ]

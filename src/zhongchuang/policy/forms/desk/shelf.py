"""Putting a document on the desk, and the last step: a reason for returning it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.policy.drafting.provinces import PROVINCE_BY_CODE
from zhongchuang.policy.forms.answering import NATION
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.views.labels import in_language, place_name

LONGEST_TEXT = 1_000_000


class NewForm(forms.Form):
    """Whose document it is, and its words where they are pasted; the file comes beside it."""

    place = forms.ChoiceField(
        label=_("哪里的文件"),
        help_text=_("选发文机关所在的地方。还没有收录过的省（区、市）也在里面。"),
        error_messages={
            "required": _("请选择地区。"),
            "invalid_choice": _("请从列出的地区里选一个。"),
        },
    )
    text = forms.CharField(
        label=_("或者把全文粘贴在这里"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("从标题到落款都贴进来。选了文件的，以文件为准。"),
    )

    def __init__(self, book: RuleBook, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = document_places(book)


def document_places(book: RuleBook) -> list[Any]:
    """The nation and every province, then the cities of the provinces that are held, as the groups of a select."""
    nation = book.places.get(NATION)
    provinces = [(code, place_name(row.zh, row.en)) for code, row in sorted(PROVINCE_BY_CODE.items())]
    others = [
        (place.code, in_language(place.name))
        for place in book.places.values()
        if place.parent == NATION and place.code not in PROVINCE_BY_CODE
    ]
    groups: list[Any] = [("", _("请选择"))]
    if nation is not None:
        groups.append((_("全国"), [(nation.code, in_language(nation.name))]))
    groups.append((_("省、自治区、直辖市"), [*provinces, *others]))
    for province in (place for place in book.places.values() if place.parent == NATION):
        cities = [
            (place.code, in_language(place.name))
            for place in book.places.values()
            if place.parent == province.code
        ]
        if cities:
            groups.append((in_language(province.name), cities))
    return groups


class ReturnForm(forms.Form):
    """Why a draft goes back."""

    reason = forms.CharField(
        label=_("退回的理由"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("写明要改哪里、怎样改；起草人在草稿顶上看到这段话。"),
        error_messages={"required": _("请写明退回的理由。")},
    )

"""What somebody wants to hear of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.selectors.subscriptions import NATION, Wish
from zhongchuang.policy.services.subscriptions import LONGEST_WORDS
from zhongchuang.policy.views.labels import INSTRUMENTS, in_language


class WishForm(forms.Form):
    """A place, an instrument, words; whatever is left open narrows nothing."""

    place = forms.ChoiceField(
        label=gettext_lazy("地区"),
        required=False,
        help_text=gettext_lazy(
            "选一个省或市州，它上面的规定和下面各地的规定也会告诉您；“全国”只含国家一级的文件。"
        ),
        error_messages={"invalid_choice": gettext_lazy("请从列出的地区里选一个。")},
    )
    instrument = forms.ChoiceField(
        label=gettext_lazy("支持方式"),
        required=False,
        help_text=gettext_lazy("选了支持方式，就只告诉您这一类措施，不告诉文件。"),
        error_messages={"invalid_choice": gettext_lazy("请从列出的支持方式里选一个。")},
    )
    q = forms.CharField(
        label=gettext_lazy("含有的词"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("文件或措施里要有的词，用空格隔开的每个词都要有，例如：创新券 科研院所。"),
        error_messages={"max_length": gettext_lazy("最多 %(limit_value)d 个字。")},
    )

    def __init__(self, book: RuleBook, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place, instrument = self.fields["place"], self.fields["instrument"]
        assert isinstance(place, forms.ChoiceField)
        assert isinstance(instrument, forms.ChoiceField)
        place.choices = place_choices(book)
        instrument.choices = [("", _("全部支持方式")), *((i.value, label) for i, label in _instruments())]

    @property
    def wish(self) -> Wish:
        """What a valid form asks for."""
        data = self.cleaned_data
        return Wish(data["place"] or None, data["instrument"], " ".join(data["q"].split()))


class SubscriptionForm(WishForm):
    """The same for an account, which may have it by mail."""

    by_mail = forms.BooleanField(
        label=gettext_lazy("发邮件告诉我"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "每次政策更新最多一封，写明全部与您有关的变化；每封信里都能一键取消。不勾选，只用订阅源。"
        ),
    )


def _instruments() -> list[tuple[Any, Any]]:
    return [(instrument, label) for instrument, label in INSTRUMENTS.items()]


def place_choices(book: RuleBook) -> list[Any]:
    """Everything, the nation, and each province with its cities as a group of the select."""
    nation = book.places[NATION]
    groups: list[Any] = [("", _("全部地区")), (NATION, in_language(nation.name))]
    for province in book.places.values():
        if province.parent == NATION:
            cities = [place for place in book.places.values() if place.parent == province.code]
            own = (province.code, in_language(province.name))
            groups.append((own[1], [own, *((city.code, in_language(city.name)) for city in cities)]))
    return groups

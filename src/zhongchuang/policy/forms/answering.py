"""“我能享受什么”: where somebody is and who; and the guard every mutating form of the room carries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhongchuang.policy.packs.schema import Place, RuleBook, SubjectKind
from zhongchuang.policy.views.labels import KINDS, in_language

NATION = "000000"


class GuardForm(forms.Form):
    """What every mutating form carries: the version it was drawn from and the key that lets it count once."""

    row_version = forms.IntegerField(min_value=1)
    idempotency_key = forms.CharField(max_length=80)


class SubjectForm(forms.Form):
    """Where somebody is and who: the first page of “我能享受什么”."""

    place = forms.ChoiceField(
        label=_("在哪里"),
        error_messages={
            "required": _("请选择地区。"),
            "invalid_choice": _("请从列出的地区里选一个。"),
        },
    )
    kind = forms.ChoiceField(
        label=_("您是"),
        choices=[(str(kind), label) for kind, label in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请选择您的身份。"),
            "invalid_choice": _("请从列出的身份里选一个。"),
        },
    )

    def __init__(self, book: RuleBook, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = place_choices(book)
        place.help_text = gettext(
            "项目或单位所在的市州。目前收有%(places)s的文件；其他地区按国家规定回答。"
        ) % {"places": gettext("、").join(in_language(province.name) for province in _provinces(book))}

    @property
    def subject_kind(self) -> SubjectKind:
        """The kind chosen, of a valid form."""
        return SubjectKind(self.cleaned_data["kind"])


def _provinces(book: RuleBook) -> list[Place]:
    return [place for place in book.places.values() if place.parent == NATION]


def place_choices(book: RuleBook) -> list[Any]:
    """Provinces with their cities, as the groups of a select; elsewhere only national rules apply."""
    groups: list[Any] = [("", _("请选择"))]
    for province in _provinces(book):
        cities = [place for place in book.places.values() if place.parent == province.code]
        whole = _("%(province)s（市州待定）") % {"province": in_language(province.name)}
        groups.append(
            (
                in_language(province.name),
                [
                    *((city.code, in_language(city.name)) for city in cities),
                    (province.code, whole),
                ],
            )
        )
    groups.append((_("其他地区"), [(NATION, _("其他地区（只看国家规定）"))]))
    return groups

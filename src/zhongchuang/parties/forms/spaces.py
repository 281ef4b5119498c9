"""Forms of makerspaces themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhongchuang.parties.models import (
    Builder,
    HolderRole,
    Organisation,
    Place,
    RecognitionLevel,
    SpaceKind,
    Stage,
)
from zhongchuang.parties.services.spaces import Room, SpaceDetails

_SEPARATORS = re.compile(r"[、，,;；\n]+")


def _english() -> bool:
    return (get_language() or "").startswith("en")


class DayInput(forms.DateInput):
    """A date as the browser asks for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput())


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # the stubs want a parameter the class does not take
    """A place, by its name in the reader's language."""

    def __init__(self) -> None:
        super().__init__(Place.objects.exclude(code="000000").order_by("code"), label=_("所在地"))

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name_en if _english() else obj.name)


class DetailsForm(forms.Form):
    """What a space says of itself."""

    name = forms.CharField(label=_("名称"), max_length=80)
    place = PlaceField()
    address = forms.CharField(label=_("地址"), max_length=120)
    kind = forms.ChoiceField(label=_("类型"), choices=SpaceKind.choices, widget=forms.RadioSelect)
    built_by = forms.ChoiceField(label=_("建设主体"), choices=Builder.choices)
    stage = forms.ChoiceField(
        label=_("在孵化链条上的位置"), choices=Stage.choices, initial=Stage.SPACE, required=True
    )
    specialised = forms.BooleanField(
        label=_("专业化众创空间"),
        required=False,
        help_text=_("围绕一个细分产业领域、能提供该领域专业设备和服务的。"),
    )
    fields_named = forms.CharField(
        label=_("产业领域"),
        required=False,
        max_length=200,
        help_text=_("用顿号分开，如：新材料、现代农业。专业化众创空间必填。"),
    )
    opened_on = day_field(_("开始运营"))
    closed_on = day_field(_("停止运营"), _("仍在运营的留空。"), required=False)
    summary = forms.CharField(
        label=_("简介"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("公开显示。"),
    )

    def details(self) -> SpaceDetails:
        """As the verb takes it."""
        given = self.cleaned_data
        return SpaceDetails(
            name=given["name"],
            kind=SpaceKind(given["kind"]),
            specialised=given["specialised"],
            fields=_SEPARATORS.split(given["fields_named"]),
            built_by=Builder(given["built_by"]),
            stage=Stage(given["stage"]),
            place=given["place"].pk,
            address=given["address"],
            summary=given["summary"],
            opened_on=given["opened_on"],
            closed_on=given["closed_on"],
        )


class RoomForm(forms.Form):
    """How much room there is."""

    area_m2 = forms.IntegerField(label=_("总面积（平方米）"), min_value=1, max_value=10_000_000)
    tenant_area_m2 = forms.IntegerField(
        label=_("其中在孵和公共服务面积（平方米）"), min_value=0, max_value=10_000_000
    )
    workstations = forms.IntegerField(label=_("工位"), min_value=0, max_value=1_000_000)

    def room(self) -> Room:
        """As the verb takes it."""
        given = self.cleaned_data
        return Room(given["area_m2"], given["tenant_area_m2"], given["workstations"])


class CapacityForm(RoomForm):
    """The room from a day on."""

    since = day_field(_("自哪一天起"))
    field_order = ("since", "area_m2", "tenant_area_m2", "workstations")


class RegisterForm(DetailsForm, RoomForm):
    """A new space, with its room and who runs it."""

    operator = forms.ModelChoiceField(Organisation.objects.none(), label=_("运营单位"))
    owner_uscc = forms.CharField(
        label=_("举办单位的统一社会信用代码"),
        max_length=18,
        required=False,
        help_text=_("与运营单位相同的留空；举办单位要先在平台登记。"),
    )
    field_order = ("name", "operator", "owner_uscc", "place", "address", "kind", "built_by", "stage")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["operator"].queryset = organisations  # type: ignore[attr-defined]  # a choice of rows
        del self.fields["closed_on"]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["closed_on"] = None
        return self.cleaned_data


class HolderForm(forms.Form):
    """Another organisation owns or runs the space."""

    role = forms.ChoiceField(label=_("身份"), choices=HolderRole.choices, initial=HolderRole.OPERATOR)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=18)
    since = day_field(_("自哪一天起"))


class RecognitionForm(forms.Form):
    """What a space is recognised as, where no case of the platform led to it (earlier recognitions)."""

    level = forms.ChoiceField(label=_("级别"), choices=RecognitionLevel.choices)
    number = forms.CharField(label=_("文号或证书编号"), max_length=60)
    since = day_field(_("自"))
    until = day_field(_("至"), _("长期有效的留空。"), required=False)
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件、文号和条款。"))


class RevocationForm(forms.Form):
    """A recognition ends before its time."""

    recognition = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    on = day_field(_("撤销日期"))
    reason = forms.CharField(label=_("撤销理由"), max_length=400, widget=forms.Textarea({"rows": 2}))


def fields_written(names: Sequence[str]) -> str:
    """Fields of industry as they are typed."""
    return "、".join(names)

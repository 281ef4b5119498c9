"""Forms about organisations: what they are, whether they are believed, who stands behind them, which two are one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.parties.forms.accounts import GuardedForm
from zhongchuang.parties.forms.spaces import PlaceField, day_field
from zhongchuang.parties.models import (
    EvidenceKind,
    IdentityKind,
    Organisation,
    OrganisationKind,
    RelationKind,
)
from zhongchuang.parties.services import Description, Document, Terms


class DescriptionForm(forms.Form):
    """What an organisation says of itself, besides its code."""

    name = forms.CharField(label=_("单位全称"), max_length=120, help_text=_("与营业执照或法人证书一致。"))
    kind = forms.ChoiceField(label=_("类型"), choices=OrganisationKind.choices)
    place = PlaceField()
    established_on = day_field(_("成立日期"), required=False)
    industry = forms.CharField(
        label=_("行业代码"),
        max_length=8,
        required=False,
        help_text=_("国民经济行业分类（GB/T 4754）代码，如 C3562；门类字母可以省略。"),
    )
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    telephone = forms.CharField(
        label=_("办公电话"), max_length=40, required=False, help_text=_("单位的电话，不要填个人手机号。")
    )
    email = forms.EmailField(label=_("单位邮箱"), max_length=254, required=False)

    def description(self) -> Description:
        """What it says. Only of a valid form."""
        given = self.cleaned_data
        return Description(
            given["name"],
            OrganisationKind(given["kind"]),
            given["place"].pk,
            given["established_on"],
            given["industry"],
            given["address"],
            given["telephone"],
            given["email"],
        )


class RegisterForm(DescriptionForm):
    """An organisation that is not here yet."""

    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("18 位，营业执照右上角；可以带空格。"),
    )
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    field_order = (
        "uscc",
        "name",
        "kind",
        "place",
        "established_on",
        "industry",
        "address",
        "telephone",
        "email",
    )


class DescribeForm(DescriptionForm, GuardedForm):
    """An organisation that is here."""

    @staticmethod
    def of(organisation: Organisation) -> dict[str, object]:
        """What stands now."""
        return {
            "name": organisation.name,
            "kind": organisation.kind,
            "place": organisation.place_id,
            "established_on": organisation.established_on,
            "industry": organisation.industry,
            "address": organisation.address,
            "telephone": organisation.telephone,
            "email": organisation.email,
        }


class VerifyForm(GuardedForm):
    """It is what it says."""

    evidence_kind = forms.ChoiceField(label=_("依据"), choices=EvidenceKind.choices, widget=forms.RadioSelect)
    evidence = forms.CharField(
        label=_("依据说明"), max_length=400, help_text=_("例如查询日期、证照编号、经手人看到的原件。")
    )


class ReturnForm(GuardedForm):
    """Something is missing or wrong."""

    lacks = forms.CharField(
        label=_("需要补正什么"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("原样发给单位的管理人，请写清缺什么、到哪里改。"),
    )


class CloseForm(GuardedForm):
    """It is no more."""

    closed_on = day_field(_("注销日期"))


class TermsForm(GuardedForm):
    """What a relation says besides who and what."""

    since = day_field(_("自"))
    until = day_field(_("至"), _("最后一天；现在仍是的，留空。"), required=False)
    share = forms.DecimalField(
        label=_("持股比例（%）"),
        max_digits=7,
        decimal_places=4,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("例如 33.3333。"),
    )
    post = forms.CharField(label=_("职务"), max_length=60, required=False)
    source = forms.CharField(
        label=_("写在哪里"),
        max_length=200,
        required=False,
        help_text=_("公司章程、股东名册、公示系统查询日期等；主管部门填写时必填。"),
    )

    def __init__(self, *args: Any, kind: RelationKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind is not RelationKind.SHAREHOLDER:
            del self.fields["share"]
        else:
            self.fields["share"].required = True
        if kind is not RelationKind.EMPLOYEE:
            del self.fields["post"]

    def terms(self) -> Terms:
        """What it says. Only of a valid form."""
        given = self.cleaned_data
        return Terms(
            given["since"], given["until"], given.get("share"), given.get("post", ""), given["source"]
        )


class PersonFields(forms.Form):
    """Somebody by their document."""

    identity_kind = forms.ChoiceField(label=_("证件"), choices=IdentityKind.choices)
    number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("加密保存；页面上只显示前后几位，谁查看全号都有记录。"),
    )
    person_name = forms.CharField(
        label=_("姓名"), max_length=80, widget=forms.TextInput({"autocomplete": "off"})
    )


class HolderForm(TermsForm):
    """Who is something to the organisation: a person by their document, or an organisation by its code."""

    who = forms.ChoiceField(choices=[("person", ""), ("organisation", "")], widget=forms.HiddenInput)
    person_name = forms.CharField(
        label=_("姓名"), max_length=80, widget=forms.TextInput({"autocomplete": "off"})
    )
    identity_kind = forms.ChoiceField(label=_("证件"), choices=IdentityKind.choices)
    number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("加密保存；页面上只显示前后几位，谁查看全号都有记录。"),
    )
    uscc = forms.CharField(
        label=_("单位的统一社会信用代码"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("对方要已在平台登记。"),
    )
    field_order = (
        "who",
        "person_name",
        "identity_kind",
        "number",
        "uscc",
        "share",
        "post",
        "since",
        "until",
        "source",
    )

    def __init__(self, *args: Any, kind: RelationKind, is_organisation: bool, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        self.is_organisation = is_organisation
        self.fields["who"].initial = "organisation" if is_organisation else "person"
        for name in ("person_name", "identity_kind", "number") if is_organisation else ("uscc",):
            del self.fields[name]

    def holder(self) -> Document | str:
        """Who. Only of a valid form."""
        given = self.cleaned_data
        if self.is_organisation:
            return str(given["uscc"])
        return Document(IdentityKind(given["identity_kind"]), given["number"], given["person_name"])


class CorrectForm(TermsForm):
    """A relation said better."""

    reason = forms.CharField(
        label=_("更正的理由"), max_length=200, help_text=_("原来的记录保留，连同这条理由。")
    )


class WithdrawForm(GuardedForm):
    """It never was so."""

    reason = forms.CharField(label=_("撤回的理由"), max_length=200)


class VerifyRelationForm(GuardedForm):
    """An officer found it in a register or on paper."""

    source = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("例如“公示系统 2026年11月21日查询”。")
    )


class LookForm(forms.Form):
    """Why the whole number is looked at."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("查看的理由"),
        max_length=400,
        help_text=_("会记下您的账户、时间和理由；本人和审计都看得到。"),
    )

    def __init__(self, *args: Any, own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:  # nobody explains why they look at what is theirs
            del self.fields["reason"]


class MergeForm(GuardedForm):
    """Another record is the same organisation."""

    uscc = forms.CharField(
        label=_("并入哪个单位（统一社会信用代码）"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=_("理由"), max_length=400, help_text=_("凭什么断定是同一个单位，例如更名、换码、重复导入。")
    )


class UndoMergeForm(GuardedForm):
    """They were two after all."""

    reason = forms.CharField(label=_("撤销的理由"), max_length=400)

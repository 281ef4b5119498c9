"""The room's forms: parsing only; what is possible is decided by the verbs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.money import parse_yuan

LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE = 2000, 4000, 200
LONGEST_SHORT_REASON = 400
HOW_TO_WRITE = _("可以写 1234.50、1,234.50 或 12.5万。")
Choices = Sequence[tuple[object, Any]]


class YuanField(forms.CharField):
    """An amount as people write it; cleaned to 分."""

    def __init__(self, **given: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, **given)

    def clean(self, value: Any) -> Any:
        """分, or None where nothing was written. Raises ValidationError with the sentence of `parse_yuan`."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_yuan(text)
        except InvalidInput as error:
            raise forms.ValidationError(error.what.in_language(get_language())) from error


class DayInput(forms.DateInput):
    """A date as the browser picks it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NothingForm(forms.Form):
    """An act that needs no words."""


class ReasonForm(forms.Form):
    """Why something is done; the other side reads it."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("写明事实；对方会看到。"),
    )


class AdmitForm(forms.Form):
    """Until when a provider is on the list."""

    until = forms.DateField(
        label=_("有效期至"), required=False, widget=DayInput(), help_text=_("不填就是长期有效。")
    )


class ReadmitForm(AdmitForm):
    """The same of one that was struck off before: why it is listed nonetheless."""

    reason = forms.CharField(
        label=_("为什么仍然入库"),
        max_length=LONGEST_SHORT_REASON,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("上面是移出的记录；写明看过什么、为什么可以入库，机构和审计看得到。"),
    )
    field_order = ("reason", "until")


class StrikeOffForm(ReasonForm):
    """Why a provider is struck off, and until when it is not listed again."""

    barred_until = forms.DateField(
        label=_("不再入库至"),
        required=False,
        widget=DayInput(),
        help_text=_("这一天（含）以前本部门不再收它入库；不填就是随时可以再申请。"),
    )


class RefundForm(ReasonForm):
    """What comes back of an order."""

    amount = YuanField(label=_("退回金额（元）"), help_text=HOW_TO_WRITE)
    field_order = ("amount", "reason")


class OrderForm(forms.Form):
    """An order with a provider: what, for how much."""

    title = forms.CharField(
        label=_("要做什么"), max_length=LONGEST_TITLE, help_text=_("例如“样品拉伸强度检测，6 件”。")
    )
    price = YuanField(
        label=_("约定价格（元）"), help_text=_("与机构谈好的含税总价。可以写 1234.50 或 12.5万。")
    )
    asked = YuanField(
        label=_("这一单最多用券多少（元）"),
        required=False,
        help_text=_("不填就按规定能抵多少抵多少。"),
    )


class PaperForm(forms.Form):
    """A paper of a delivery. Of an invoice as PDF the number is typed; of a contract its own."""

    kind = forms.ChoiceField(
        label=_("是什么材料"),
        choices=(
            ("invoice", _("发票")),
            ("report", _("报告、成果")),
            ("contract", _("合同")),
            ("other", _("其他")),
        ),
    )
    number = forms.CharField(
        label=_("号码"),
        max_length=60,
        required=False,
        help_text=_("合同要写合同编号；PDF 发票要写 20 位发票号码；数电票 XML、OFD 不用写。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    issued_on = forms.DateField(
        label=_("开票日期"),
        required=False,
        widget=DayInput(),
        help_text=_("只有 PDF 发票读不出日期时才要填。"),
    )
    total = YuanField(
        label=_("价税合计（元）"), required=False, help_text=_("只有 PDF 发票读不出金额时才要填。")
    )


class DeliverForm(forms.Form):
    """What was delivered, in words."""

    delivery = forms.CharField(
        label=_("交付说明"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("做了什么、交了什么成果；持券人会看到。"),
    )


class CodeForm(forms.Form):
    """What a scanner sends or a clerk types. Case, spaces and hyphens make no difference."""

    code = forms.CharField(
        label=_("核销码"),
        max_length=120,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-entry",
                "autofocus": "autofocus",
            }
        ),
        help_text=_("用扫码枪扫持券人出示的二维码，或者键入下面的九组；大小写、空格都不计较。"),
    )


class AccountForm(forms.Form):
    """Where a provider is paid."""

    payee_name = forms.CharField(label=_("户名"), max_length=200, help_text=_("与单位名称一致。"))
    bank_name = forms.CharField(label=_("开户行"), max_length=200)
    bank_account = forms.CharField(
        label=_("账号"),
        max_length=60,
        help_text=_("加密保存，页面上只显示后四位。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class AccountChangeForm(AccountForm):
    """Another account, and why."""

    reason = forms.CharField(
        label=_("为什么变更"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3})
    )


class ServiceForm(forms.Form):
    """One service offered."""

    service = forms.ChoiceField(label=_("服务种类"))
    title = forms.CharField(label=_("名称"), max_length=LONGEST_TITLE)
    description = forms.CharField(
        label=_("说明"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea({"rows": 3})
    )
    price_text = forms.CharField(
        label=_("收费标准"), max_length=200, required=False, help_text=_("例如“每样 800 元起”。")
    )

    def __init__(self, kinds: Choices, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.kinds = [(str(kind), label) for kind, label in kinds]
        self.fields["service"] = forms.ChoiceField(
            label=_("服务种类"), choices=[("", _("请选择")), *self.kinds]
        )


class RegisterForm(AccountForm):
    """An organisation asks to be listed: for which department, with which services, paid where."""

    department = forms.TypedChoiceField(label=_("向哪个部门申请"), coerce=int)
    introduction = forms.CharField(
        label=_("单位简介"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("资质、设备、做过什么；公开显示。"),
    )
    contact = forms.CharField(
        label=_("联系方式"), max_length=200, help_text=_("公开显示，请写单位的电话或邮箱，不要写个人手机。")
    )
    field_order = ("department", "introduction", "contact")

    def __init__(self, departments: Choices, kinds: Choices, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.kinds = [(str(kind), label) for kind, label in kinds]
        self.fields["department"] = forms.TypedChoiceField(
            label=_("向哪个部门申请"), coerce=int, choices=[("", _("请选择")), *departments]
        )
        for kind, label in self.kinds:
            self.fields[f"title_{kind}"] = forms.CharField(
                label=label,
                max_length=LONGEST_TITLE,
                required=False,
                help_text=_("提供这一种就写名称，例如“金属材料力学检测”；不提供就空着。"),
            )
            self.fields[f"price_{kind}"] = forms.CharField(
                label=_("收费标准"), max_length=200, required=False, help_text=_("例如“每样 800 元起”。")
            )

    def services(self) -> Iterable[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each kind, side by side."""
        return [(self[f"title_{kind}"], self[f"price_{kind}"]) for kind, _label in self.kinds]

    def offered(self) -> list[tuple[str, str, str]]:
        """Kind, title and price of each service named. Only of a valid form."""
        given = self.cleaned_data
        return [
            (kind, given[f"title_{kind}"], given[f"price_{kind}"])
            for kind, _label in self.kinds
            if given[f"title_{kind}"]
        ]

    def clean(self) -> dict[str, Any]:
        """At least one service. Raises nothing: what is missing is said at the first of them."""
        given = super().clean() or self.cleaned_data
        if self.kinds and not any(given.get(f"title_{kind}") for kind, _label in self.kinds):
            self.add_error(f"title_{self.kinds[0][0]}", _("至少写一种服务。"))
        return given

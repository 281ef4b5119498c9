"""The room's forms: parsing only; what is possible is decided by the verbs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.money import parse_yuan

LONGEST_DOCUMENT, LONGEST_NAME, LONGEST_REASON = 120, 200, 200


class DayInput(forms.DateInput):
    """A date as the browser picks it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MoneyField(forms.CharField):
    """An amount as people write it: 1,234.50, 12.5万. Cleaned to 分."""

    def __init__(self, **given: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, **given)

    def clean(self, value: Any) -> Any:
        """分. Raises ValidationError with the sentence of `parse_yuan`."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_yuan(text)
        except InvalidInput as error:
            raise forms.ValidationError(error.what.in_language(get_language())) from error


AMOUNT = _("金额（元）")
HOW_TO_WRITE = _("可以写 1234.50、1,234.50 或 12.5万。")


def amount_field(label: Any = AMOUNT) -> MoneyField:
    """An amount of money."""
    return MoneyField(label=label, help_text=HOW_TO_WRITE)


def day_field(label: Any) -> forms.DateField:
    """A day that has come."""
    return forms.DateField(label=label, widget=DayInput())


def document_field(label: Any, help_text: Any = "") -> forms.CharField:
    """The number of the document something rests on."""
    widget = forms.TextInput({"autocomplete": "off"})
    return forms.CharField(label=label, max_length=LONGEST_DOCUMENT, help_text=help_text, widget=widget)


class BudgetForm(forms.Form):
    """A department's budget of a year."""

    department = forms.TypedChoiceField(label=_("部门"), coerce=int)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    name = forms.CharField(label=_("名称"), max_length=LONGEST_NAME, help_text=_("例如“众创空间专项资金”。"))
    amount = amount_field()
    basis = document_field(_("下达文件"), _("文号，例如“甘财教〔2026〕1号”。"))
    on = day_field(_("下达日期"))

    def __init__(self, departments: Iterable[tuple[int, str]], *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["department"] = forms.TypedChoiceField(
            label=_("部门"), coerce=int, choices=[("", _("请选择")), *departments]
        )


class AllocateForm(forms.Form):
    """A programme's budget."""

    programme = forms.CharField(
        label=_("项目代码"), max_length=80, help_text=_("与项目的编号一致，例如 gansu/space-recognition。")
    )
    name = forms.CharField(label=_("项目名称"), max_length=LONGEST_NAME)
    amount = amount_field()
    basis = document_field(_("下达文件"))
    on = day_field(_("下达日期"))


class AmendForm(forms.Form):
    """More, or less, of a budget."""

    amount = amount_field()
    basis = document_field(_("依据文件"))
    on = day_field(_("文件日期"))


class LapseForm(forms.Form):
    """The end of a year."""

    basis = document_field(_("依据文件"))
    on = day_field(_("结清日期"))


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3}))


class DocumentForm(forms.Form):
    """By which document, on which day."""

    document = document_field(_("文件号"), _("下达或拨付的文号、凭证号。"))
    on = day_field(_("日期"))


class ReturnForm(forms.Form):
    """Money that came back."""

    amount = amount_field()
    on = day_field(_("到账日期"))
    document = document_field(_("凭证号"))


class DemandForm(forms.Form):
    """Money that is demanded back."""

    amount = amount_field(_("应追回（元）"))
    reason = forms.CharField(label=_("理由和依据"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    due_on = day_field(_("限期"))


class AccountForm(forms.Form):
    """The mended account of a payment that was returned."""

    payee_name = forms.CharField(label=_("户名"), max_length=LONGEST_NAME)
    bank_name = forms.CharField(label=_("开户行"), max_length=LONGEST_NAME)
    bank_account = forms.CharField(
        label=_("账号"),
        max_length=60,
        help_text=_("加密保存，页面上只显示后四位。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    budget = forms.TypedChoiceField(label=_("预算"), coerce=int, empty_value=None, required=False)

    def __init__(self, budgets: Iterable[tuple[int, str]], *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        choices = list(budgets)
        if choices:
            self.fields["budget"] = forms.TypedChoiceField(
                label=_("改从哪项预算支付"),
                coerce=int,
                choices=choices,
                help_text=_("原预算已年末结清，退回的款项已收回财政。"),
            )
        else:
            del self.fields["budget"]


class GuardForm(forms.Form):
    """The guard of a form about something that is there."""

    row_version = forms.IntegerField(min_value=1)
    idempotency_key = forms.CharField(min_length=8, max_length=80)

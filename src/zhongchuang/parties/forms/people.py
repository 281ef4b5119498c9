"""Forms about oneself: who one is, and who may act in one's place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.parties.access import DelegationScope
from zhongchuang.parties.forms.accounts import GuardedForm
from zhongchuang.parties.forms.organisations import PersonFields
from zhongchuang.parties.forms.spaces import day_field


class IdentityForm(PersonFields, GuardedForm):
    """Who one is."""

    telephone = forms.CharField(
        label=_("手机号码"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    field_order = ("person_name", "identity_kind", "number", "telephone")


class TelephoneForm(GuardedForm):
    """One's own telephone number."""

    telephone = forms.CharField(
        label=_("手机号码"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("留空就是删除。"),
    )


class DelegationForm(forms.Form):
    """Who may act in one's place: there is no row yet, so its guard has the key alone."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    email = forms.EmailField(
        label=_("受托人的邮箱"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        help_text=_("对方用这个邮箱登录后接受才生效。"),
    )
    organisation = forms.ChoiceField(label=_("代谁办"))
    scopes = forms.MultipleChoiceField(
        label=_("可以做什么"),
        choices=[(scope.value, scope.label) for scope in DelegationScope],
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = day_field(_("自"))
    valid_until = day_field(_("至"), _("最后一天，最长两年；双方随时可以提前终止。"))

    def __init__(self, *args: Any, organisations: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("self", _("我本人")), *organisations.items()]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, as declared above

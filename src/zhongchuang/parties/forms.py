"""The room's forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.parties.access import SELF_SERVICE, Role


class SignupForm(forms.Form):
    """What sign-up asks beyond address and password; allauth puts it together with its own fields."""

    name = forms.CharField(label=_("姓名或称呼"), max_length=80)
    role = forms.ChoiceField(
        label=_("您是"),
        choices=[(role.value, role.label) for role in Role if role in SELF_SERVICE],
        widget=forms.RadioSelect,
        initial=Role.ENTREPRENEUR.value,
    )

    def signup(self, request: Any, user: Any) -> None:
        """allauth calls this after the account is made; there is nothing left to do."""


class RenameForm(forms.Form):
    """One's own name."""

    name = forms.CharField(label=_("姓名或称呼"), max_length=80)
    row_version = forms.IntegerField(widget=forms.HiddenInput)


class RoleForm(forms.Form):
    """Grant or end a role."""

    role = forms.ChoiceField(label=_("角色"), choices=[(role.value, role.label) for role in Role])
    row_version = forms.IntegerField(widget=forms.HiddenInput)
    idempotency_key = forms.CharField(widget=forms.HiddenInput)

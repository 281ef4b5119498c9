"""Forms of accounts, members and tokens."""

from __future__ import annotations

from typing import ClassVar

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.parties.access import SELF_SERVICE, Role, TokenScope
from zhongchuang.parties.models import MailLanguage, Standing


class SignupForm(AllauthSignupForm):  # type: ignore[misc]  # allauth has no type information
    """Sign-up: allauth's address and password, and who it is. Only roles somebody may take for themselves are offered."""

    name = forms.CharField(
        label=_("姓名或称呼"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "name"}),
        help_text=_("办事时显示的名字，以后可以修改。"),
    )
    role = forms.ChoiceField(
        label=_("您是"),
        choices=[(role.value, role.label) for role in Role if role in SELF_SERVICE],
        widget=forms.RadioSelect,
        initial=Role.ENTREPRENEUR.value,
        help_text=_("银行、推荐单位和主管部门的账户由平台管理员授予角色。"),
    )
    field_order: ClassVar[list[str]] = ["email", "name", "password1", "password2", "role"]


class GuardedForm(forms.Form):
    """A form that changes a row: the version it was drawn from and the key that lets it count once."""

    row_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)


class RenameForm(GuardedForm):
    """One's own name."""

    name = forms.CharField(
        label=_("姓名或称呼"), max_length=80, widget=forms.TextInput({"autocomplete": "name"})
    )


class LanguageForm(GuardedForm):
    """In which language one is written to."""

    language = forms.ChoiceField(
        label=_("邮件语言"), choices=MailLanguage.choices, help_text=_("平台发给您的邮件用这种语言。")
    )


class EndSessionsForm(forms.Form):
    """Browsers to sign out: one, or all but this one."""

    session = forms.IntegerField(required=False, widget=forms.HiddenInput)


class InviteForm(forms.Form):
    """Who is asked into an organisation."""

    email = forms.EmailField(
        label=_("对方的邮箱"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    standing = forms.ChoiceField(
        label=_("身份"),
        choices=Standing.choices,
        initial=Standing.MEMBER,
        widget=forms.RadioSelect,
        help_text=_("成员代表单位办事；管理人还可以邀请和移除成员。"),
    )
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)


class MemberForm(GuardedForm):
    """One member of an organisation."""

    membership = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class StandingForm(MemberForm):
    """What a member is to be."""

    standing = forms.ChoiceField(choices=Standing.choices)


class InvitationForm(GuardedForm):
    """One invitation."""

    invitation = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RoleForm(GuardedForm):
    """Grant or end a role."""

    role = forms.ChoiceField(label=_("角色"), choices=[(role.value, role.label) for role in Role])


class TokenForm(forms.Form):
    """A new token for other software: there is no row yet, so its guard has the key alone."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("用途"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("写明给哪个系统用，日后好辨认，例如“市科技局门户”。"),
    )
    scopes = forms.MultipleChoiceField(
        label=_("可以做什么"),
        choices=[(scope.value, scope.label) for scope in TokenScope],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只选需要的。"),
    )
    days = forms.TypedChoiceField(
        label=_("有效期"),
        coerce=int,
        choices=[(30, _("30 天")), (90, _("90 天")), (365, _("一年"))],
        widget=forms.RadioSelect,
        initial=90,
        help_text=_("到期自动失效；可以随时停用。"),
    )

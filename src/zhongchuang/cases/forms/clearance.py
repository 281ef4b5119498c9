"""Forms of a case's check: an exception asked for and answered, what came of a warning."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

WORDS = 2000


class ExceptionForm(forms.Form):
    """Why it is to be supported against the rule."""

    facts = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("为什么仍要支持"),
        min_length=10,
        max_length=WORDS,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("至少 10 字。确认之后连同规则一起公开，请不要写个人信息。"),
    )


class AnswerForm(forms.Form):
    """An exception confirmed or not, with words."""

    number = forms.CharField(max_length=40, widget=forms.HiddenInput)
    answer = forms.CharField(
        label=_("意见"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("不确认的写明为什么。"),
    )


class LookForm(forms.Form):
    """What came of a warning."""

    facts = forms.CharField(max_length=64, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("核对的结果"), min_length=4, max_length=500, widget=forms.Textarea({"rows": 2})
    )

"""The forms of the desk. What a verb checks is not checked again here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class GuardForm(forms.Form):
    """What every form about a case carries."""

    row_version = forms.IntegerField(min_value=0)
    idempotency_key = forms.CharField(max_length=80)


class KeyForm(forms.Form):
    """What a form about something new carries."""

    idempotency_key = forms.CharField(max_length=80)


class ReasonForm(forms.Form):
    """A reason that the applicant reads."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("申请人会看到。写明事实和依据，以及还可以怎么办。"),
    )


class ConclusionForm(ReasonForm):
    """What an inquiry came to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Said before the form is read: a field that was read keeps the words it had."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("结论")
        self.fields["reason"].help_text = _("同意与否、为什么；有条件的写明条件。")


class RecommendForm(forms.Form):
    """What a unit of the chain says in favour of a case."""

    opinion = forms.CharField(
        label=_("推荐意见"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("上一级单位和主管部门会看到。"),
    )
    rank = forms.IntegerField(
        label=_("在本批中的排序"), required=False, min_value=1, max_value=999, help_text=_("可以不填。")
    )


class OpinionForm(forms.Form):
    """What an employer adds to its consent."""

    opinion = forms.CharField(
        label=_("单位意见"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class SavedViewForm(forms.Form):
    """A list under a name."""

    name = forms.CharField(label=_("名称"), max_length=60)
    query = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)


class SubstituteForm(forms.Form):
    """Who stands in for whom, from when to when. The choices are given by the page."""

    officer = forms.TypedChoiceField(label=_("经办人"), coerce=int)
    substitute = forms.TypedChoiceField(label=_("由谁代办"), coerce=int)
    since = forms.DateField(label=_("自"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    until = forms.DateField(
        label=_("至"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("不填则到终止为止。"),
    )
    reason = forms.CharField(label=_("原因"), max_length=200)


class HandOverForm(forms.Form):
    """Whose post goes to whom."""

    officer = forms.TypedChoiceField(label=_("交出的经办人"), coerce=int)
    substitute = forms.TypedChoiceField(label=_("接手的经办人"), coerce=int)
    reason = forms.CharField(label=_("原因"), max_length=200)

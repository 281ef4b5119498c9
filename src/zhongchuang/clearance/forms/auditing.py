"""What is said to a finding. What a verb checks is not checked again here."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.clearance.models import AnswerOutcome
from zhongchuang.clearance.services.auditing import LONGEST_REASON


def _reason(label: object) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("写清事实和依据，至多 500 字。不写身份证号、电话和银行账号。"),
    )


class AnswerForm(forms.Form):
    """An officer's answer; `department` is asked only of who speaks for several that are concerned."""

    outcome = forms.ChoiceField(label=_("答复"), choices=AnswerOutcome.choices, widget=forms.RadioSelect)
    reason = _reason(_("说明"))


class CloseForm(forms.Form):
    """An auditor's word that it is done."""

    reason = _reason(_("办结意见"))

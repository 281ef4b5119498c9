"""Forms of review and correction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.clearance.disclosing.facts import CORRECTABLE
from zhongchuang.clearance.disclosing.grounds import WithholdGround
from zhongchuang.clearance.disclosing.terms import LONGEST_MONTHS
from zhongchuang.clearance.disclosing.words import FIELDS
from zhongchuang.clearance.models import ReviewOutcome
from zhongchuang.clearance.services.correcting import LONGEST_REASON as LONGEST_WHY
from zhongchuang.clearance.services.correcting import LONGEST_WORDS, Corrected
from zhongchuang.clearance.services.disclosing import LONGEST_REASON, Verdict

LONGEST_AFTER = 400
CORRECTED, DECLINED = "corrected", "declined"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def _field_choices() -> list[tuple[str, Any]]:
    return [("", _("请选择")), *((name, FIELDS[name]) for name in CORRECTABLE)]


class ReviewForm(forms.Form):
    """The verdict of a review. `months` only where a natural person is named."""

    outcome = forms.ChoiceField(
        label=_("结论"), choices=ReviewOutcome.choices, widget=forms.RadioSelect, initial=ReviewOutcome.PUBLIC
    )
    ground = forms.ChoiceField(
        label=_("不予公开的理由"),
        required=False,
        choices=[("", _("只在不予公开时选")), *((one.value, one.label) for one in WithholdGround)],
    )
    reason = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=LONGEST_REASON,
        widget=_area(3),
        help_text=_("不予公开的，写明依据哪一规定、为什么；同意公开的可以不写。"),
    )
    months = forms.IntegerField(
        label=_("个人姓名公开几个月"), required=False, min_value=1, max_value=LONGEST_MONTHS
    )

    def __init__(self, *args: Any, personal: bool, term: str = "", **given: Any) -> None:
        super().__init__(*args, **given)
        if personal:
            self.fields["months"].help_text = term
        else:
            del self.fields["months"]

    def verdict(self) -> Verdict:
        """What was said, for the verb."""
        said = self.cleaned_data
        ground = WithholdGround(said["ground"]) if said["ground"] else None
        return Verdict(ReviewOutcome(said["outcome"]), ground, said["reason"], said.get("months"))


class CorrectForm(forms.Form):
    """One field of an award, what it should say, why."""

    field = forms.ChoiceField(label=_("更正哪一项"), choices=_field_choices)
    after = forms.CharField(label=_("更正为"), required=False, max_length=LONGEST_AFTER, widget=_area(2))
    reason = forms.CharField(
        label=_("理由"),
        max_length=LONGEST_WHY,
        widget=_area(2),
        help_text=_("公众会看到：例如“据决定书更正”。"),
    )
    conceal = forms.BooleanField(
        label=_("原内容不应公开，不再显示"),
        required=False,
        help_text=_("只写明更正过，不重复原来的字。"),
    )

    def corrected(self) -> Corrected:
        """What was said, for the verb."""
        said = self.cleaned_data
        return Corrected(said["field"], said["after"], said["reason"], said["conceal"])


class AskForm(forms.Form):
    """What is wrong, in the words of whoever is named."""

    field = forms.ChoiceField(label=_("哪一项有误"))
    says = forms.CharField(
        label=_("哪里有误，应当是什么"),
        max_length=LONGEST_WORDS,
        widget=_area(4),
        help_text=_("请不要写身份证号码、电话和账号。"),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["field"] = forms.ChoiceField(
            label=_("哪一项有误"), choices=[*_field_choices(), ("other", _("其他"))]
        )


class AnswerForm(forms.Form):
    """The department's answer: corrected, with the correction; or declined."""

    outcome = forms.ChoiceField(
        label=_("答复"),
        choices=[(CORRECTED, _("更正")), (DECLINED, _("不予更正"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("答复的话"), max_length=LONGEST_WORDS, widget=_area(4), help_text=_("申请人会看到。")
    )
    field = forms.ChoiceField(label=_("更正哪一项"), required=False, choices=_field_choices)
    after = forms.CharField(label=_("更正为"), required=False, max_length=LONGEST_AFTER, widget=_area(2))
    reason = forms.CharField(
        label=_("更正的理由"),
        required=False,
        max_length=LONGEST_WHY,
        widget=_area(2),
        help_text=_("公众会看到；不予更正的不用写。"),
    )
    conceal = forms.BooleanField(label=_("原内容不应公开，不再显示"), required=False)

    def corrected(self) -> Corrected | None:
        """The correction, None where it is declined."""
        said = self.cleaned_data
        if said["outcome"] == DECLINED:
            return None
        return Corrected(said["field"], said["after"], said["reason"], said["conceal"])


class AsOfForm(forms.Form):
    """Where a reader of the feed left off."""

    after = forms.IntegerField(min_value=0, max_value=2**62, required=False)
    limit = forms.IntegerField(min_value=1, max_value=500, required=False)

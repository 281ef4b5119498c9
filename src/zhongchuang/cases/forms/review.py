"""Forms of review: the pool, ties, panels, sheets. Parsing only; the verbs decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.schema import Criterion
from zhongchuang.cases.reviewing.conflicts import TieKind
from zhongchuang.cases.views.reviewing_words import TIES

CODE = _("统一社会信用代码")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class GuardForm(forms.Form):
    """The hidden fields of a form that changes a row."""

    row_version = forms.IntegerField(min_value=1)
    idempotency_key = forms.CharField(max_length=80)


class TellingForm(forms.Form):
    """Fields that look required; that one is empty is told by the verb, in its own words and with what follows."""

    asked: tuple[str, ...] = ()

    def full_clean(self) -> None:
        """Let an empty field pass to the verb."""
        for name in self.asked:
            self.fields[name].required = False
        super().full_clean()
        for name in self.asked:
            self.fields[name].required = True


class ReasonForm(TellingForm):
    """A reason and nothing else."""

    asked = ("reason",)

    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea({"rows": 3}))


class ExpertForm(forms.Form):
    """What the pool says of an expert."""

    title = forms.CharField(label=_("职称"), max_length=60, required=False)
    organisation = forms.CharField(
        label=_("工作单位的统一社会信用代码"),
        max_length=30,
        required=False,
        help_text=_("与申请单位相同的自动回避；不在平台上的单位留空。"),
    )
    fields_text = forms.CharField(
        label=_("领域"), max_length=400, help_text=_("用顿号或逗号隔开，例如：电子信息、创业孵化。")
    )

    @property
    def given(self) -> dict[str, Any]:
        """As the verbs take it."""
        said = self.cleaned_data
        return {
            "title": said["title"],
            "organisation": said["organisation"],
            "fields": re.split(r"[、,，;；\n]+", said["fields_text"]),
        }


class NewExpertForm(ExpertForm):
    """The same for somebody who is to be admitted."""

    email = forms.EmailField(label=_("账户的电子邮箱"), help_text=_("账户须有专家角色。"))
    field_order = ("email", "title", "organisation", "fields_text")


class PoolForm(ExpertForm):
    """The same for somebody in the pool, who may rest."""

    active = forms.BooleanField(label=_("在库（可以被抽取）"), required=False)


class TieForm(forms.Form):
    """A tie as an expert declares it."""

    kind = forms.ChoiceField(label=_("关系"), choices=[(kind.value, TIES[kind]) for kind in TieKind])
    organisation = forms.CharField(label=CODE, max_length=30)
    since = forms.DateField(label=_("自"), widget=DAY)
    until = forms.DateField(label=_("至"), widget=DAY, required=False, help_text=_("仍然存在的留空。"))


class PanelForm(TellingForm):
    """Which cases, how many experts, of which fields."""

    asked = ("cases",)

    cases = forms.TypedMultipleChoiceField(label=_("办件"), coerce=int, widget=forms.CheckboxSelectMultiple)
    seats = forms.IntegerField(label=_("专家数"), min_value=1, max_value=15)
    fields_wanted = forms.MultipleChoiceField(
        label=_("领域"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("不选就从全部在库专家中抽取；选了，只从有其中任一领域的专家中抽取。"),
    )

    def __init__(self, cases: Iterable[Case], fields: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen, wanted = self.fields["cases"], self.fields["fields_wanted"]
        assert isinstance(chosen, forms.ChoiceField) and isinstance(wanted, forms.ChoiceField)
        chosen.choices = [
            (case.pk, f"{case.number} · {case.applicant_name} · {case.title}") for case in cases
        ]
        wanted.choices = [(field, field) for field in fields]


class MinutesForm(TellingForm):
    """What the minutes say."""

    asked = ("minutes",)

    minutes = forms.CharField(
        label=_("评审意见"),
        max_length=10000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("专家名单、各份得分、排序和抽取记录会自动写进纪要。"),
    )


class SheetForm(TellingForm):
    """A blind sheet: points by criterion, and a comment. A draft may lack any of them."""

    asked: tuple[str, ...] = ("comment",)

    comment = forms.CharField(
        label=_("评语"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("说明打分的理由；申请人看不到是谁写的。"),
    )

    def __init__(self, criteria: Sequence[Criterion], english: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = tuple(criteria)
        for criterion in criteria:
            text = criterion.label.en if english else criterion.label.zh
            helped = criterion.help
            self.fields[f"score_{criterion.id}"] = forms.IntegerField(
                label=_("%(criterion)s（0–%(points)d 分）") % {"criterion": text, "points": criterion.points},
                help_text="" if helped is None else helped.en if english else helped.zh,
                min_value=0,
                max_value=criterion.points,
                widget=forms.NumberInput({"inputmode": "numeric", "class": "score"}),
            )
        self.asked = (*(f"score_{one.id}" for one in criteria), "comment")
        self.order_fields([*(f"score_{one.id}" for one in criteria), "comment"])

    @property
    def scores(self) -> dict[str, int]:
        """What was scored so far."""
        found = {one.id: self.cleaned_data.get(f"score_{one.id}") for one in self.criteria}
        return {name: points for name, points in found.items() if points is not None}

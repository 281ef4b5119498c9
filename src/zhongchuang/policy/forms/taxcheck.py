"""The self-checks of taxes: what is asked beside the ledger, and of a makerspace or incubator. Nothing of it is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.policy.matching.subject import FactValue
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind
from zhongchuang.policy.views.asking import industry_sections
from zhongchuang.policy.views.labels import in_language

FIRST_YEAR = 2016
"""The rules begin with 财税〔2015〕119号, in force from 2016."""
YES, NO = "yes", "no"
YES_NO = [("", _("不确定")), (YES, _("是")), (NO, _("否"))]


class RdForm(forms.Form):
    """The firm and the year a ledger is of."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    taxpayer_kind = forms.ChoiceField(label=_("纳税人类型"))
    industry = forms.ChoiceField(
        label=_("主营业务所属行业"), help_text=_("按国民经济行业分类（2017年版）；有几个行业不适用加计扣除。")
    )
    is_tech_sme = forms.BooleanField(label=_("已取得科技型中小企业入库登记编号"), required=False)
    is_manufacturer = forms.BooleanField(label=_("制造业企业（制造业收入占收入总额50%以上）"), required=False)
    on_ic_list = forms.BooleanField(label=_("国家鼓励的集成电路企业，或在工业母机企业清单内"), required=False)

    def __init__(self, book: RuleBook, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(year, str(year)) for year in range(today.year, FIRST_YEAR - 1, -1)]
        self._choices("year", years)
        self._choices("taxpayer_kind", [("", _("请选择")), *_codes(book, "taxpayer_kind")])
        sections = [
            (f"{one.code} {one.name}", [(one.code, f"{one.code} {one.name}"), *_divisions(one.divisions)])
            for one in industry_sections()
        ]
        self._choices("industry", [("", _("请选择")), *sections])
        if not self.is_bound:
            self.initial.setdefault("year", today.year)

    def _choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def facts(self) -> dict[str, FactValue]:
        """What a valid form says."""
        names = ("taxpayer_kind", "industry", "is_tech_sme", "is_manufacturer", "on_ic_list")
        return {name: FactValue(self.cleaned_data[name]) for name in names}


class IncubatorForm(forms.Form):
    """A makerspace or incubator, on a day."""

    kind = forms.ChoiceField(
        label=_("您是"),
        choices=[
            (SubjectKind.SPACE.value, _("众创空间")),
            (SubjectKind.INCUBATOR.value, _("科技企业孵化器、大学科技园")),
        ],
        widget=forms.RadioSelect,
    )
    recognition = forms.ChoiceField(label=_("认定（备案）级别"))
    recognised_on = forms.DateField(
        label=_("认定（备案）日期"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("从次月起享受。不记得的可以不填。"),
    )
    separate_accounts = forms.ChoiceField(label=_("孵化服务收入单独核算"), choices=YES_NO, required=False)
    on = forms.DateField(
        label=_("按哪一天判断"), widget=forms.DateInput({"type": "date"}), help_text=_("规定按日期适用。")
    )

    def __init__(self, book: RuleBook, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["recognition"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *_codes(book, "recognition")]

    def clean_on(self) -> dt.date:
        """A day the rules can be asked about."""
        on: dt.date = self.cleaned_data["on"]
        if not FIRST_YEAR <= on.year <= FIRST_YEAR + 100:
            raise forms.ValidationError(_("请填 2016 年以后的日期。"))
        return on

    def clean_recognised_on(self) -> dt.date | None:
        """The same of the day of recognition, which may be older."""
        on: dt.date | None = self.cleaned_data.get("recognised_on")
        if on is not None and not 1980 <= on.year <= FIRST_YEAR + 100:
            raise forms.ValidationError(_("请核对年份。"))
        return on

    @property
    def facts(self) -> dict[str, FactValue]:
        """What a valid form says; what was left open is not known."""
        given = self.cleaned_data
        found = {"recognition": FactValue(given["recognition"])}
        if given["recognised_on"] is not None:
            found["recognised_on"] = FactValue(given["recognised_on"])
        if given["separate_accounts"]:
            found["separate_accounts"] = FactValue(given["separate_accounts"] == YES)
        return found


def _codes(book: RuleBook, fact: str) -> list[tuple[str, str]]:
    return [(code, in_language(label)) for code, label in book.questions[fact].codes]


def _divisions(found: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(code, f"{code} {name}") for code, name in found]

"""Forms of tenants and of what happens to them. The figures of a tenant come from the columns of the sheet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.money import parse_yuan
from zhongchuang.parties.forms.spaces import DayInput, day_field
from zhongchuang.parties.models import Stage
from zhongchuang.parties.spaces.cells import CellWrong
from zhongchuang.parties.spaces.graduation import Result, Standard
from zhongchuang.parties.spaces.residency import EventKind, Milestone
from zhongchuang.parties.spaces.sheet import FACTS, Cells, Column, Value, inconsistencies, parsed, written

MILESTONES: dict[Milestone, Any] = {
    Milestone.REGISTERED: _("团队注册成立企业"),
    Milestone.FINANCED: _("获得投资或融资"),
    Milestone.HIGH_TECH: _("成为高新技术企业"),
    Milestone.PRODUCT: _("产品上市或首批订单"),
    Milestone.RIGHTS: _("取得知识产权"),
    Milestone.AWARD: _("获奖"),
    Milestone.OTHER: _("其他"),
}


class FactsForm(forms.Form):
    """A tenant's figures: the columns of the sheet, each read by the same rules."""

    FIRST = ("workstations", "area_m2", "staff", "staff_college", "staff_graduates")

    def __init__(self, *args: Any, known: dict[str, Value] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in FACTS:
            self.fields[column.key] = _fact_field(column)
            self.initial.setdefault(column.key, _shown(column, (known or {}).get(column.key)))

    @property
    def first_facts(self) -> list[forms.BoundField]:
        """What every tenant is asked."""
        return [self[name] for name in self.FIRST]

    @property
    def more_facts(self) -> list[forms.BoundField]:
        """The rest, folded."""
        return [self[column.key] for column in FACTS if column.key not in self.FIRST]

    @property
    def more_open(self) -> bool:
        """Whether the rest has something to correct."""
        return any(field.errors for field in self.more_facts)

    def clean(self) -> dict[str, Any]:
        english = (get_language() or "").startswith("en")
        values: dict[str, Value] = {}
        for column in FACTS:
            try:
                value = parsed(column, str(self.cleaned_data.get(column.key) or ""))
            except CellWrong as wrong:
                self.add_error(column.key, wrong.en if english else wrong.zh)
                continue
            if value is not None:
                values[column.key] = value
        for key, words in inconsistencies(values).items():
            self.add_error(key, words.in_language(get_language()))
        self.cleaned_data["values"] = values
        return self.cleaned_data


class DeclareForm(FactsForm):
    """The figures as at a day."""

    on = day_field(_("数据截止日期"), _("以前申报过同一天的，以这次为准；原来的仍留着。"))


def _fact_field(column: Column) -> forms.Field:
    language = get_language()
    label = column.label.in_language(language)
    if column.cells in (Cells.CHOICE, Cells.YES_NO):
        yes_no = (("是", _("是")), ("否", _("否")))
        named = tuple((key, words.in_language(language)) for key, words in column.choices.items())
        return forms.ChoiceField(label=label, required=False, choices=(("", _("没有填")), *(named or yes_no)))
    numeric = column.cells in (Cells.COUNT, Cells.MONEY)
    widget = (
        DayInput()
        if column.cells is Cells.DATE
        else forms.TextInput({"inputmode": "decimal"} if numeric else {})
    )
    hint = column.hint.in_language(language) if column.cells in (Cells.MONEY, Cells.INDUSTRY) else ""
    return forms.CharField(label=label, required=False, max_length=60, widget=widget, help_text=hint)


def _shown(column: Column, value: Value) -> str:
    if value is None:
        return ""
    return str(value) if column.cells is Cells.CHOICE else written(column, value)


class JustifiedForm(forms.Form):
    """Coming in, with the reason where the firm is in another space as well."""

    on = day_field(_("日期"))
    justification = forms.CharField(
        label=_("同时在另一个众创空间的理由"),
        required=False,
        max_length=200,
        help_text=_("一家企业同一时间只在一个众创空间。确需同时入驻的写明理由，会一直显示在它的时间线上。"),
    )


class NewTenantForm(JustifiedForm, FactsForm):
    """Somebody comes into the register."""

    first = forms.ChoiceField(
        label=_("发生了什么"),
        choices=((EventKind.ADMITTED.value, _("已入驻")), (EventKind.APPLIED.value, _("刚提出申请"))),
        initial=EventKind.ADMITTED.value,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("企业或团队的名称"), max_length=60)
    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        required=False,
        max_length=18,
        help_text=_("企业填写；还没有注册的团队留空。"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("name", "uscc", "first", "on", "justification")


class AdmitForm(JustifiedForm, FactsForm):
    """An applicant is admitted."""


class ApplyForm(forms.Form):
    """Somebody who left applies again."""

    on = day_field(_("日期"))


class RefuseForm(forms.Form):
    """An applicant is refused."""

    on = day_field(_("日期"))
    why = forms.CharField(label=_("理由"), max_length=200)


class LeaveForm(forms.Form):
    """A tenant leaves without having graduated."""

    on = day_field(_("日期"))
    why = forms.CharField(label=_("原因"), max_length=200, help_text=_("如：合同到期、停止经营、迁往外地。"))


class MilestoneForm(forms.Form):
    """A tenant achieved something."""

    on = day_field(_("日期"))
    milestone = forms.ChoiceField(
        label=_("达到了什么"),
        choices=[("", _("请选择")), *((one.value, label) for one, label in MILESTONES.items())],
    )
    amount = forms.CharField(
        label=_("金额（元）"),
        required=False,
        max_length=30,
        help_text=_("获得投资或融资时填写，可写 500 万元。"),
    )
    uscc = forms.CharField(
        label=_("新企业的统一社会信用代码"),
        required=False,
        max_length=18,
        help_text=_("团队注册成立企业时填写。"),
    )
    name = forms.CharField(label=_("新企业的名称"), required=False, max_length=60)
    note = forms.CharField(label=_("说明"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("milestone") == Milestone.REGISTERED:
            for name in ("uscc", "name"):
                if not given.get(name):
                    self.add_error(name, _("团队注册成立企业时要填。"))
        given["amount_fen"] = None
        if given.get("amount"):
            try:
                given["amount_fen"] = parse_yuan(given["amount"])
            except InvalidInput as error:
                self.add_error("amount", error.what.in_language(get_language()))
            else:
                if given["amount_fen"] <= 0:
                    self.add_error("amount", _("金额要大于 0。"))
        return given

    def payload(self) -> dict[str, Any]:
        """What there is to say of it, without what was left empty."""
        given = self.cleaned_data
        kept = {name: given[name] for name in ("milestone", "uscc", "name", "note", "amount_fen")}
        return {name: value for name, value in kept.items() if value}


class MoveForm(forms.Form):
    """A tenant goes on along the chain."""

    on = day_field(_("日期"))
    stage = forms.ChoiceField(label=_("到哪一段"), choices=Stage.choices, initial=Stage.INCUBATOR)
    leaves = forms.ChoiceField(
        label=_("还在本空间吗"),
        choices=(("", _("仍在本空间，换一段服务")), ("yes", _("离开本空间"))),
        required=False,
        widget=forms.RadioSelect,
    )
    where = forms.CharField(label=_("去了哪里"), required=False, max_length=120)


class CorrectForm(forms.Form):
    """Something recorded was wrong: another day, or it did not happen."""

    what = forms.ChoiceField(
        label=_("怎么更正"),
        choices=(("day", _("改日期")), ("void", _("没有发生过，撤销这条"))),
        widget=forms.RadioSelect,
        initial="day",
    )
    on = day_field(_("正确的日期"), required=False)
    reason = forms.CharField(
        label=_("更正理由"),
        max_length=200,
        help_text=_("原来的记录不会消失，时间线上两条都看得见。"),
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("what") == "day" and not self.cleaned_data.get("on"):
            self.add_error("on", _("请填正确的日期。"))
        return self.cleaned_data


class GraduateForm(forms.Form):
    """Held against a standard, criterion by criterion."""

    on = day_field(_("毕业日期"))

    def __init__(self, *args: Any, against: Standard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.against, language = against, get_language()
        for one in against.criteria:
            words = one.words.in_language(language)
            self.fields[f"met_{one.id}"] = forms.ChoiceField(
                label=words,
                choices=(("yes", _("达到")), ("no", _("没有达到")), ("unknown", _("没有核对"))),
                widget=forms.RadioSelect,
                initial="unknown",
            )
            self.fields[f"evidence_{one.id}"] = forms.CharField(
                label=_("依据"),
                required=False,
                max_length=200,
                help_text=one.evidence.in_language(language),
            )

    @property
    def criteria(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each criterion with its evidence."""
        return [(self[f"met_{one.id}"], self[f"evidence_{one.id}"]) for one in self.against.criteria]

    def results(self) -> list[Result]:
        """As the verb takes it."""
        given = self.cleaned_data
        said = {"yes": True, "no": False}
        return [
            Result(one.id, said.get(given[f"met_{one.id}"]), given[f"evidence_{one.id}"])
            for one in self.against.criteria
        ]


class ImportForm(forms.Form):
    """The day a sheet of tenants stands for."""

    on = day_field(_("数据截止日期"), _("表里的人数、工位等是哪一天的。"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today)

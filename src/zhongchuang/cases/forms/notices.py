"""Forms of notices and objections. Parsing only; the verbs decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.cases.flow import State
from zhongchuang.cases.forms.deciding import YuanField
from zhongchuang.cases.forms.review import TellingForm
from zhongchuang.cases.models import Case, NoticeItem
from zhongchuang.cases.reviewing.objecting import By, Signature, Subject
from zhongchuang.cases.services.objections import Said
from zhongchuang.cases.views.notice_words import BY, SUBJECTS


class NoticeForm(TellingForm):
    """A draft: which cases, how much for each, what it says."""

    asked = ("title", "text", "contact", "cases")

    title = forms.CharField(label=_("标题"), max_length=200)
    text = forms.CharField(
        label=_("正文"),
        max_length=20000,
        widget=forms.Textarea({"rows": 7}),
        help_text=_("起止日期、对象名单、怎样提异议由页面自动写明，正文里不必写。"),
    )
    contact = forms.CharField(
        label=_("受理异议的部门、电话和地址"), max_length=300, help_text=_("公示页会显示。")
    )
    cases = forms.TypedMultipleChoiceField(
        label=_("公示对象"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, cases: Sequence[Case], shows_amount: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.shows_amount = tuple(cases), shows_amount
        chosen = self.fields["cases"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(case.pk, _told(case)) for case in cases]
        if shows_amount:
            for case in cases:
                self.fields[f"amount_{case.pk}"] = YuanField(
                    label=_("%(name)s 拟支持金额（元）") % {"name": case.applicant_name},
                    initial=case.proposed or case.asked,
                    required=False,
                )

    @property
    def given(self) -> dict[int, int | None]:
        """The cases chosen, each with its amount in 分."""
        said = self.cleaned_data
        return {pk: said.get(f"amount_{pk}") if self.shows_amount else None for pk in said["cases"]}


def _told(case: Case) -> str:
    score = f" · {case.score}" if case.score is not None else ""
    rank = f" · {_('第 %(rank)d 名') % {'rank': case.rank}}" if case.rank is not None else ""
    return f"{case.applicant_name} · {case.number}{score}{rank}"


class TakeDownForm(TellingForm):
    """Where a case goes that is taken down, and why."""

    asked = ("reason",)

    item = forms.ChoiceField(label=_("哪一件"))
    to = forms.ChoiceField(label=_("去向"))
    reason = forms.CharField(
        label=_("理由"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("公示页会显示。"),
    )

    def __init__(self, items: Iterable[NoticeItem], reviews: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item, to = self.fields["item"], self.fields["to"]
        assert isinstance(item, forms.ChoiceField) and isinstance(to, forms.ChoiceField)
        item.choices = [(one.pk, f"{one.order}. {one.name}") for one in items]
        ways: list[tuple[str, Any]] = [(State.TO_DECIDE.value, _("送决定（不予支持）"))]
        if reviews:
            ways.append((State.REVIEWING.value, _("重新评审")))
        ways.append((State.TO_ANNOUNCE.value, _("改正后重新公示")))
        to.choices = ways


class AnswerForm(TellingForm):
    """The answer to an objection."""

    asked = ("answer",)

    outcome = forms.ChoiceField(
        label=_("结论"),
        choices=[("dismissed", _("异议不成立")), ("upheld", _("异议成立"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("答复"),
        max_length=8000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("写明核查了什么、结论和理由。会公开在公示页，不能写出异议人是谁。"),
    )


class ObjectionForm(TellingForm):
    """An objection by anybody: as what, to which item, on what ground, with what evidence, what is asked for. What a signature
    lacks is told by `reviewing/objecting.py`; who insists is taken all the same, as no objection.
    """

    asked = ("name", "telephone", "typed")

    item = forms.ChoiceField(label=_("对哪一件有异议"))
    ground = forms.ChoiceField(
        label=_("事由"), choices=[(one.value, SUBJECTS[one]) for one in Subject], widget=forms.RadioSelect
    )
    statement = forms.CharField(
        label=_("反映的情况"),
        max_length=8000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("写清楚时间、地点、什么事，与公示的什么内容不符。"),
    )
    pointer = forms.CharField(
        label=_("证据在哪里可以查到"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("例如文件编号、合同号、可以作证的人；也可以在下面上传材料。"),
    )
    remedy = forms.CharField(
        label=_("您的诉求"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    by = forms.ChoiceField(
        label=_("您以什么身份提出"), choices=[(one.value, BY[one]) for one in By], widget=forms.RadioSelect
    )
    unit = forms.CharField(
        label=_("单位名称"), max_length=120, required=False, help_text=_("以单位提出的填写。")
    )
    name = forms.CharField(label=_("姓名"), max_length=60, help_text=_("个人写本人姓名；单位写联系人。"))
    telephone = forms.CharField(
        label=_("联系电话"),
        max_length=40,
        help_text=_("手机，或带区号的座机。"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )
    typed = forms.CharField(
        label=_("签名"),
        max_length=60,
        help_text=_("个人再写一遍姓名，作为签名；单位上传盖章件。"),
    )
    insist = forms.BooleanField(label=_("我知道缺这些不会作为异议受理，仍要提交"), required=False)

    def __init__(self, items: Iterable[NoticeItem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField)
        item.choices = [(one.pk, f"{one.order}. {one.name}") for one in items]

    @property
    def said(self) -> Said:
        """What is objected."""
        given = self.cleaned_data
        return Said(
            int(given["item"]),
            Subject(given["ground"]),
            given["statement"],
            given["remedy"],
            given["pointer"],
        )

    def signature(self, *, scan: bool) -> Signature:
        """Who objects."""
        given = self.cleaned_data
        by = By(given["by"])
        if by is By.ANONYMOUS:
            return Signature(by)
        return Signature(
            by,
            given["name"],
            given["unit"] if by is By.UNIT else "",
            given["telephone"],
            given["typed"],
            scan,
        )

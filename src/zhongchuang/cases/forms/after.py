"""Forms of what follows a decision: changes, findings, leaves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.cases.forms.deciding import WORDS, Guarded
from zhongchuang.cases.models import LeaveKind
from zhongchuang.cases.services.leave_words import LEAVE_WORDS

DAY = {"type": "date"}
WRITTEN_DOWN = (LeaveKind.TITLE, LeaveKind.PROMOTION, LeaveKind.INSURANCE)


class ChangeReasonForm(Guarded):
    """Why a change is asked for; what changes is the programme's own questions."""

    reason = forms.CharField(label=_("变更理由"), max_length=WORDS, widget=forms.Textarea({"rows": 4}))


class ChangeDecisionForm(Guarded):
    """Whether a change is granted, on what grounds."""

    granted = forms.ChoiceField(
        label=_("结论"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    opinion = forms.CharField(
        label=_("理由"),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("写进变更批复，申请人会看到。"),
    )


class ProposeForm(Guarded):
    """A finding and what shows it."""

    finding = forms.CharField(
        label=_("认定的事实"),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("什么时候、哪份材料、哪一处不实。当事人会看到。"),
    )
    evidence = forms.CharField(
        label=_("证据"),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("文件名称和编号、核查记录、来源。当事人会看到，不写举报人。"),
    )


class StatementForm(Guarded):
    """What the one concerned says."""

    statement = forms.CharField(label=_("陈述和申辩"), max_length=WORDS, widget=forms.Textarea({"rows": 8}))


class HonestyDecisionForm(Guarded):
    """Whether a finding is recorded."""

    records = forms.ChoiceField(
        label=_("结论"),
        choices=[("yes", _("认定，限制申报")), ("no", _("不予认定"))],
        widget=forms.RadioSelect,
    )
    grounds = forms.CharField(
        label=_("理由"),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("陈述申辩采纳与否、为什么，也写在这里。"),
    )


class LiftForm(Guarded):
    """Why a finding no longer bars anybody."""

    reason = forms.CharField(
        label=_("撤销原因"), max_length=300, help_text=_("如复议决定、判决的文号，或者认定有误的说明。")
    )


class LeaveAskForm(Guarded):
    """An extension, the return, the end of employment: the day, and why."""

    on = forms.DateField(label=_("日期"), widget=forms.DateInput(DAY))
    words = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, kind: LeaveKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            LeaveKind.EXTENSION: (_("延长到哪一天（最后一日）"), _("延长的理由")),
            LeaveKind.RETURN: (_("哪一天返岗"), _("返岗后的岗位和安排")),
            LeaveKind.END: (_("哪一天解除聘用"), _("解除的原因和办理情况")),
        }
        self.fields["on"].label, self.fields["words"].label = labels[kind]


class LeaveAnswerForm(Guarded):
    """The employer agrees or not; the department records or not."""

    agrees = forms.ChoiceField(label=_("意见"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("说明"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("不同意的写明理由，本人会看到。"),
    )

    def __init__(self, *args: Any, department: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agrees"]
        assert isinstance(field, forms.ChoiceField)
        yes = _("予以备案") if department else _("同意")
        field.choices = [("yes", yes), ("no", _("不予备案") if department else _("不同意"))]


class LeaveNoteForm(Guarded):
    """A title, a promotion, insurance paid: written down by the employer."""

    kind = forms.ChoiceField(
        label=_("记什么"),
        choices=[(one.value, LEAVE_WORDS[one]) for one in WRITTEN_DOWN],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("哪一天办的"), widget=forms.DateInput(DAY))
    until = forms.DateField(
        label=_("社会保险缴至"),
        required=False,
        widget=forms.DateInput(DAY),
        help_text=_("只在记社会保险时填。"),
    )
    words = forms.CharField(
        label=_("情况"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("如“2027年度评聘为副研究员”“岗位等级由七级晋升为六级”。"),
    )

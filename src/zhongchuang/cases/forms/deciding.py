"""Forms of decisions, meetings, duties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhongchuang.cases.deciding.voting import Votes
from zhongchuang.cases.models import Meeting
from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.money import parse_yuan, plain_yuan

WORDS = 4000
MOST_VOTES = 99
VOTES = ("votes_for", "votes_against", "votes_abstained")
MEETINGS = {
    "office": _("厅（局）办公会"),
    "party_group": _("党组会"),
    "committee": _("投资决策委员会"),
}


class Guarded(forms.Form):
    """A form that changes a row: the version it was drawn from and the key that lets it count once."""

    row_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)


class YuanField(forms.CharField):
    """Money as people type it, in 元; cleaned to 分."""

    def prepare_value(self, value: Any) -> Any:
        return plain_yuan(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return parse_yuan(str(text))
        except InvalidInput as error:
            raise forms.ValidationError(error.what.in_language(get_language())) from None


class MeetingField(forms.ModelChoiceField[Meeting]):
    """A meeting, named by its minutes and its day."""

    def label_from_instance(self, obj: Meeting) -> str:
        return f"{obj.number}（{obj.held_on.isoformat()}）"


class DecisionForm(Guarded):
    """What is decided: how much, on which minutes, on what grounds."""

    outcome = forms.ChoiceField(
        label=_("结论"),
        choices=[("approve", _("批准")), ("refuse", _("不批准"))],
        widget=forms.RadioSelect,
    )
    amount = YuanField(label=_("支持金额（元）"), required=False, help_text=_("不批准时不填。"))
    meeting = MeetingField(
        label=_("所依据的会议纪要"), queryset=Meeting.objects.none(), required=False, empty_label=_("请选择")
    )
    votes_for = forms.IntegerField(label=_("赞成票"), min_value=0, max_value=MOST_VOTES, required=False)
    votes_against = forms.IntegerField(label=_("反对票"), min_value=0, max_value=MOST_VOTES, required=False)
    votes_abstained = forms.IntegerField(label=_("弃权票"), min_value=0, max_value=MOST_VOTES, required=False)
    grounds = forms.CharField(
        label=_("理由和依据"),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("写进决定书，申请人会看到。"),
    )

    def __init__(
        self,
        *args: Any,
        meetings: QuerySet[Meeting],
        rests: bool,
        limit: int | None,
        votes: bool = False,
        **kwargs: Any,
    ) -> None:
        """`rests`: the programme decides on the minutes of a meeting, so one has to be chosen; `votes`: a committee's."""
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        assert isinstance(field, MeetingField)
        field.queryset, field.required = meetings, rests
        field.error_messages["required"] = _("请选择所依据的会议纪要")
        if limit is None:
            del self.fields["amount"]
        for name in VOTES:
            if not votes:
                del self.fields[name]
        for name in ("votes_for", "votes_against") if votes else ():
            self.fields[name].required = True  # an abstention left out is none

    @property
    def votes(self) -> Votes | None:
        """How the committee voted, of a valid form; None where none does or nothing was filled in."""
        given = [self.cleaned_data.get(name) for name in VOTES]
        return None if given[0] is None and given[1] is None else Votes(*(one or 0 for one in given))


class ReasonForm(Guarded):
    """A reason, and nothing else."""

    reason = forms.CharField(label=_("理由"), max_length=WORDS, widget=forms.Textarea({"rows": 4}))


class CosignForm(Guarded):
    """Finance signs, or sends the decision back with a reason."""

    signs = forms.ChoiceField(
        label=_("会签意见"),
        choices=[("sign", _("同意，签字")), ("back", _("退回重新决定"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("退回理由"), max_length=WORDS, required=False, widget=forms.Textarea({"rows": 3})
    )


class RevokeForm(Guarded):
    """An approval is taken back."""

    meeting = MeetingField(
        label=_("所依据的会议纪要"), queryset=Meeting.objects.none(), required=False, empty_label=_("请选择")
    )
    grounds = forms.CharField(label=_("撤销理由"), max_length=WORDS, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], rests: bool, **kwargs: Any) -> None:
        """`rests`: as in a decision; what was decided on minutes is taken back on minutes."""
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        assert isinstance(field, MeetingField)
        field.queryset, field.required = meetings, rests
        field.error_messages["required"] = _("请选择所依据的会议纪要")
        if not rests:
            del self.fields["meeting"]


class MeetingForm(forms.Form):
    """A meeting and the number of its minutes."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    number = forms.CharField(label=_("会议纪要编号"), max_length=60)
    kind = forms.ChoiceField(
        label=_("会议"),
        choices=list(MEETINGS.items()),
        widget=forms.RadioSelect,
    )
    held_on = forms.DateField(label=_("开会日期"), widget=forms.DateInput({"type": "date"}))
    department = forms.ChoiceField(label=_("部门"))
    summary = forms.CharField(label=_("议定事项"), max_length=WORDS, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, departments: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(pk), name) for pk, name in departments]


class CheckForm(Guarded):
    """What came of a duty."""

    result = forms.ChoiceField(
        label=_("结论"),
        choices=[("passed", _("通过")), ("failed", _("不通过")), ("waived", _("免予"))],
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label=_("意见"),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("对方会看到；验收的写进结论书。"),
    )
    again_on = forms.DateField(
        label=_("限期整改，到哪一天再交"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("只在不通过时填；不填就不再给机会。"),
    )


class CodeForm(forms.Form):
    """The code on a paper."""

    code = forms.CharField(
        label=_("验证码"), max_length=60, help_text=_("在文书末尾，形如 WS-1TQK-8M4X-0RWB-5ZHD。")
    )

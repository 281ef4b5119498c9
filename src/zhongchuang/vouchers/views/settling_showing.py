"""How settlements look: how far a batch is, what the bank said of a line, who acted; and what the pages read from a request."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotFound
from zhongchuang.core.money import parse_yuan
from zhongchuang.core.page import Link, Shape, Status, Tone
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.selectors.names import colleague_names
from zhongchuang.vouchers.access import Reach, reach_of
from zhongchuang.vouchers.models import LineResult, ResultsState, SettlementState
from zhongchuang.vouchers.selectors.settling import sees_settlements

LONGEST_KEY = 80


def viewer(request: HttpRequest) -> tuple[Actor, Reach]:
    """Who asks, if they have to do with a department's money. Raises NotFound: for others there is no such page."""
    actor = actor_of(request)
    reach = reach_of(actor)
    if not sees_settlements(reach):
        raise NotFound()
    return actor, reach


def key_of(request: HttpRequest) -> str:
    """The key of a form about something that is not there yet. Raises InvalidInput."""
    key = request.POST.get("idempotency_key", "")
    if 8 <= len(key) <= LONGEST_KEY:
        return key
    raise _incomplete()


def guard_of(request: HttpRequest) -> tuple[int, str]:
    """Version and key of a form about something that is there. Raises InvalidInput."""
    version = request.POST.get("row_version", "")
    if version.isascii() and version.isdecimal() and len(version) < 10:
        return int(version), key_of(request)
    raise _incomplete()


def _incomplete() -> InvalidInput:
    return InvalidInput(
        "提交的内容不完整。",
        "What was submitted is incomplete.",
        next_zh="请回到原页面刷新后重新提交。",
        next_en="Go back to the page, reload it and submit again.",
    )


def crumbs(*links: Link) -> tuple[Link, ...]:
    """Where a page stands: under the money, under the settlements."""
    here = Link(_("创新券结算"), reverse("vouchers:settlements"))
    return (Link(_("资金"), reverse("ledger:overview")), here, *links)


def settlement_status(state: str) -> Status:
    """How far a batch is."""
    match SettlementState(state):
        case SettlementState.MADE:
            return Status(_("待复核"), Shape.RING)
        case SettlementState.SIGNED:
            return Status(_("待导出"), Shape.HALF)
        case SettlementState.EXPORTED:
            return Status(_("等回单"), Shape.PAUSE)
        case SettlementState.SETTLED:
            return Status(_("已回单"), Shape.CHECK, Tone.ACCENT)
        case SettlementState.CANCELLED:
            return Status(_("已撤销"), Shape.CROSS)


def line_status(result: str) -> Status:
    """What the bank said of a line."""
    match LineResult(result):
        case LineResult.PENDING:
            return Status(_("未回"), Shape.RING)
        case LineResult.PAID:
            return Status(_("成功"), Shape.CHECK, Tone.ACCENT)
        case LineResult.RETURNED:
            return Status(_("退票"), Shape.WARNING, Tone.DANGER)


def results_status(state: str) -> Status:
    """How far a file of results is."""
    if state == ResultsState.IMPORTED:
        return Status(_("已入账"), Shape.CHECK, Tone.ACCENT)
    return Status(_("待确认"), Shape.RING)


def agreement(agrees: bool) -> Status:
    """Whether two records say the same."""
    if agrees:
        return Status(_("相符"), Shape.CHECK, Tone.ACCENT)
    return Status(_("不符"), Shape.WARNING, Tone.DANGER)


def people(actor: Actor, refs: Iterable[str]) -> dict[str, str]:
    """Who acted, by the refs rows keep."""
    refs = {ref for ref in refs if ref}
    names = colleague_names(actor, [ref.partition(":")[2] for ref in refs if ref.startswith("person:")])
    return {ref: names.get(ref.partition(":")[2], _("平台")) for ref in refs}


class DayInput(forms.DateInput):
    """A date as the browser picks it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class YuanField(forms.CharField):
    """An amount as people write it: 1,234.50, 12.5万. Cleaned to 分."""

    def clean(self, value: object) -> object:
        """分. Raises ValidationError with the sentence of `parse_yuan`."""
        text = super().clean(value)
        try:
            return parse_yuan(str(text))
        except InvalidInput as error:
            raise forms.ValidationError(error.what.in_language(get_language())) from error


class UntilForm(forms.Form):
    """Up to which day redemptions are settled."""

    until = forms.DateField(label=gettext_lazy("核销截至"), required=False, widget=DayInput())


class CancelForm(forms.Form):
    """Why a batch is taken back."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200, widget=forms.Textarea({"rows": 3}))


class HandBackForm(forms.Form):
    """That a provider's own money was handed back."""

    ref = forms.CharField(
        label=gettext_lazy("银行流水号"), max_length=60, widget=forms.TextInput({"autocomplete": "off"})
    )
    on = forms.DateField(label=gettext_lazy("退还日期"), widget=DayInput())


class StatementForm(forms.Form):
    """What the custody bank says of its account."""

    department = forms.TypedChoiceField(label=gettext_lazy("部门"), coerce=int)
    on = forms.DateField(label=gettext_lazy("对账单日期"), widget=DayInput())
    balance = YuanField(
        label=gettext_lazy("账户余额（元）"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    document = forms.CharField(
        label=gettext_lazy("对账单编号"), max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, departments: Iterable[tuple[int, str]], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what a request posts, or nothing
        self.fields["department"] = forms.TypedChoiceField(
            label=gettext_lazy("部门"), coerce=int, choices=list(departments)
        )

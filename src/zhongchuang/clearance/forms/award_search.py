"""The search of the public list, from what an address says to what is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhongchuang.clearance.disclosing.asking import QueryUnreadable, read
from zhongchuang.clearance.disclosing.categories import category_told
from zhongchuang.clearance.disclosing.wanted import Order, Wanted
from zhongchuang.clearance.models import AwardSource, AwardState
from zhongchuang.clearance.selectors.award_sums import Share
from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.money import parse_yuan

ORDERS = (
    (Order.NEWEST.value, _("决定日期，从新到旧")),
    (Order.OLDEST.value, _("决定日期，从旧到新")),
    (Order.LARGEST.value, _("金额，从大到小")),
    (Order.SMALLEST.value, _("金额，从小到大")),
)
STATES = {AwardState.PUBLIC.value: _("有效"), AwardState.REVOKED.value: _("已撤销")}
ANY = ("", _("全部"))
UNFOLDED = ("q", "sort", "recipient")
"""Fields that do not stand in the fold."""


class Yuan(forms.CharField):
    """Money as people type it, in 元 or 万元; cleaned to 分."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            fen = parse_yuan(str(text))
        except InvalidInput as error:
            raise forms.ValidationError(error.what.in_language(get_language())) from None
        if fen < 0:
            raise forms.ValidationError(_("金额不能是负数。"))
        return fen


class AwardSearchForm(forms.Form):
    """What the list is searched by. Everything may be left open."""

    q = forms.CharField(
        label=_("检索词"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    year = forms.ChoiceField(label=_("决定年份"), required=False)
    place = forms.ChoiceField(label=_("地区（含下级）"), required=False)
    department = forms.ChoiceField(label=_("决定部门"), required=False)
    programme = forms.ChoiceField(label=_("支持项目"), required=False)
    category = forms.ChoiceField(label=_("支持类别"), required=False)
    source = forms.ChoiceField(label=_("来源"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)
    least = Yuan(label=_("金额不少于（元）"), required=False)
    most = Yuan(label=_("金额不多于（元）"), required=False)
    sort = forms.ChoiceField(label=_("排序"), required=False, choices=ORDERS)
    recipient = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        offered: Mapping[str, Sequence[Share]],
        places: Mapping[str, str],
    ) -> None:
        super().__init__(data)
        sources = {source.value: source.label for source in AwardSource}
        self._offer(
            "year", [(s.value, s.value) for s in sorted(offered["year"], key=lambda s: s.value)[::-1]]
        )
        self._offer("place", _places_with([share.value for share in offered["place"]], places))
        self._offer("category", _kinds_of(offered["category"]))
        for name in ("department", "programme"):
            shares = sorted(offered[name], key=lambda share: share.label)
            self._offer(name, [(share.value, share.label) for share in shares])
        self._offer("source", [(s.value, sources.get(s.value, s.value)) for s in offered["source"]])
        self._offer("state", list(STATES.items()))
        for name, field in self.fields.items():
            field.widget.attrs["class"] = (
                "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            )
            if self.is_bound and self.errors.get(name):
                field.widget.attrs["class"] += " is-invalid"

    def _offer(self, name: str, values: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField), name
        field.choices = [ANY, *values]
        field.error_messages["invalid_choice"] = str(_("名单里没有“%(value)s”，请重新选择。"))

    def clean_q(self) -> str:
        """The words, once they can be read."""
        words: str = self.cleaned_data["q"].strip()
        try:
            read(words)
        except QueryUnreadable as error:
            raise forms.ValidationError(error.told_in(get_language())) from None
        return words

    def clean(self) -> dict[str, Any]:
        """Two bounds in order."""
        found = super().clean() or {}
        least, most = found.get("least"), found.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", _("“不多于”比“不少于”还小，请对调。"))
        return found

    @property
    def wanted(self) -> Wanted:
        """What is wanted, where the form is valid."""
        found = self.cleaned_data
        return Wanted(
            words=found["q"],
            year=int(found["year"]) if found["year"] else None,
            department=found["department"],
            place=found["place"],
            programme=found["programme"],
            category=found["category"],
            source=found["source"],
            state=found["state"],
            recipient=found["recipient"],
            least=found["least"],
            most=found["most"],
            order=Order(found["sort"]) if found["sort"] else Order.NEWEST,
        )

    @property
    def folded(self) -> list[forms.BoundField]:
        """The fields of the fold."""
        return [self[name] for name in self.fields if name not in UNFOLDED]

    @property
    def narrowing(self) -> int:
        """How many of the fields below the words narrow, to say so on the fold."""
        return sum(bool(self.data.get(name)) for name in self.fields if name not in UNFOLDED)


def _kinds_of(shares: Sequence[Share]) -> list[tuple[str, str]]:
    """Kinds of support by their names, those that other departments wrote among those of the platform."""
    return sorted(((share.value, category_told(share.value)) for share in shares), key=lambda kind: kind[1])


def _places_with(codes: Sequence[str], places: Mapping[str, str]) -> list[tuple[str, str]]:
    """The places that have awards and those around them, in the order of their codes, cities set in under their province."""
    around = {code[:length].ljust(6, "0") for code in codes if len(code) == 6 for length in (2, 4, 6)}
    known = sorted(code for code in around if code in places or code in codes)
    return [(code, _set_in(code) + places.get(code, code)) for code in known]


def _set_in(code: str) -> str:
    return "" if code.endswith("0000") else "　" if code.endswith("00") else "　　"

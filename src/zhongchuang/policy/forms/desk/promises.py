"""Duties and targets as forms; and facts that the vocabulary does not have yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.policy.drafting.content import EntryKind
from zhongchuang.policy.forms.desk.entries import EntriesForm, listed, several
from zhongchuang.policy.forms.desk.measures import both
from zhongchuang.policy.views.labels import KINDS

PROMISES = {EntryKind.DUTY: _("职责"), EntryKind.TARGET: _("目标")}
COMPARATORS = ((">=", _("不少于")), (">", _("多于")), ("=", _("正好")), ("~", _("约")))


class PromiseForm(forms.Form):
    """A duty or a target: its words, its title, and what is counted where it is a target."""

    quote = forms.CharField(
        label=_("引文"),
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("条款里的原话，一字不改。"),
        error_messages={"required": _("请写引文。")},
    )
    title_zh = forms.CharField(
        label=_("名称（中文）"), max_length=120, error_messages={"required": _("请写名称。")}
    )
    title_en = forms.CharField(
        label=_("名称（英文）"), max_length=200, error_messages={"required": _("请写英文名称。")}
    )

    def __init__(
        self, kind: EntryKind, entry: Mapping[str, Any], data: Any = None, *, prefix: str = ""
    ) -> None:
        title = entry.get("title") or {}
        initial = {
            **{name: entry.get(name, "") for name in ("quote", "value", "unit", "comparator", "deadline")},
            "title_zh": title.get("zh", ""),
            "title_en": title.get("en", ""),
            "units": listed(entry.get("units") or ()),
        }
        super().__init__(data, initial=initial, label_suffix="", auto_id=f"id_{prefix}%s")
        self.base, self.kind = entry, kind
        if kind is EntryKind.DUTY:
            self.fields["units"] = forms.CharField(
                label=_("单位"),
                required=False,
                max_length=400,
                help_text=_("只在这句话点了名、而与条款的责任单位不同时写。"),
            )
        else:
            self.fields["value"] = forms.IntegerField(label=_("数"), min_value=0)
            self.fields["unit"] = forms.CharField(label=_("计量单位"), max_length=20)
            self.fields["comparator"] = forms.ChoiceField(label=_("怎样算达到"), choices=COMPARATORS)
            self.fields["deadline"] = forms.DateField(
                label=_("到哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"})
            )

    def entry(self) -> dict[str, Any]:
        """The entry a valid form says; what the form does not know stays as it was."""
        data = self.cleaned_data
        found = {
            **self.base,
            "quote": "".join(data["quote"].split("\n")).strip(),
            "title": both(data["title_zh"].strip(), data["title_en"].strip()),
        }
        if "units" in data:
            units = list(several(data["units"] or ""))
            return {**found, "units": units} if units else {k: v for k, v in found.items() if k != "units"}
        found |= {"value": str(data["value"]), "unit": data["unit"], "comparator": data["comparator"]}
        if data["deadline"]:
            return {**found, "deadline": data["deadline"].isoformat()}
        return {key: value for key, value in found.items() if key != "deadline"}


class OwnPromiseForm(PromiseForm):
    """A duty or target nobody proposed: of which clause."""

    def __init__(self, kind: EntryKind, clauses: list[str], data: Any = None) -> None:
        super().__init__(kind, {}, data, prefix=f"own_{kind.name.lower()}_")
        self.fields["clause"] = forms.ChoiceField(label=_("条款"), choices=[(ref, ref) for ref in clauses])
        self.order_fields(["clause"])

    def entry(self) -> dict[str, Any]:
        """With its clause."""
        return {"clause": self.cleaned_data["clause"], **super().entry()}


FACT_TYPES = (
    ("boolean", _("是或否")),
    ("money", _("金额（元）")),
    ("integer", _("整数")),
    ("decimal", _("小数")),
    ("date", _("日期")),
)


class FactForm(EntriesForm):
    """A fact rules may ask for that the vocabulary does not have yet."""

    name = forms.RegexField(
        r"[a-z][a-z0-9_]*",
        label=_("代号"),
        max_length=40,
        help_text=_("英文小写和下划线，如 cold_chain_income；规则里这样写它，以后不改名。"),
        error_messages={"invalid": _("只用小写字母、数字和下划线，以字母开头。")},
    )
    type = forms.ChoiceField(label=_("种类"), choices=FACT_TYPES)
    label_zh = forms.CharField(label=_("名称（中文）"), max_length=60)
    label_en = forms.CharField(label=_("名称（英文）"), max_length=100)
    question_zh = forms.CharField(
        label=_("怎样问（中文）"), max_length=300, help_text=_("一句问话，照它问当事人。")
    )
    question_en = forms.CharField(label=_("怎样问（英文）"), max_length=300)
    unit = forms.CharField(label=_("单位"), max_length=20, required=False)
    minimum = forms.CharField(label=_("最小"), max_length=20, required=False, help_text=_("数必须有上下限。"))
    maximum = forms.CharField(label=_("最大"), max_length=20, required=False)
    scale = forms.IntegerField(label=_("几位小数"), min_value=1, max_value=6, required=False)
    asked_of = forms.MultipleChoiceField(
        label=_("问谁"),
        choices=[(str(kind), label) for kind, label in KINDS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("一个也不选，就是谁都问。"),
    )

    def __init__(self, entry: Mapping[str, Any] | None = None, data: Any = None) -> None:
        now = entry or {}
        label, question = now.get("label") or {}, now.get("question") or {}
        initial = {
            **{name: now.get(name) or "" for name in ("name", "type", "unit", "scale")},
            "label_zh": label.get("zh", ""),
            "label_en": label.get("en", ""),
            "question_zh": question.get("zh", ""),
            "question_en": question.get("en", ""),
            "minimum": now.get("min") or "",
            "maximum": now.get("max") or "",
            "asked_of": list(now.get("asked_of") or ()),
        }
        super().__init__(data, initial=initial, label_suffix="")
        self.base = now

    def entry(self) -> dict[str, Any]:
        """The fact a valid form says."""
        data = self.cleaned_data
        given = {
            "name": data["name"],
            "type": data["type"],
            "label": both(self.words("label_zh"), self.words("label_en")),
            "question": both(self.words("question_zh"), self.words("question_en")),
            "unit": self.words("unit"),
            "min": self.words("minimum"),
            "max": self.words("maximum"),
            "scale": str(data["scale"] or ""),
            "asked_of": list(data["asked_of"]),
        }
        return {**self.base, **{key: value for key, value in given.items() if value}}

"""Forms over a programme's nodes, read off the schema; forms that begin a draft, open a call, end one.

What is typed at a node is kept even where it is not right yet: the list of what is wrong stands beside the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.cases.forms.deciding import Guarded
from zhongchuang.cases.forms.programme_words import CHOICES, HELP, LABELS
from zhongchuang.cases.programmes.editing import Slot, choices_of, slots_of
from zhongchuang.cases.programmes.schema import FormField, Part, Text
from zhongchuang.policy.packs.schema import SubjectKind

if TYPE_CHECKING:
    from zhongchuang.cases.programmes.editing import Content
    from zhongchuang.cases.programmes.schema import Programme

LONGEST_LINE = 2000
_LONG = {"Programme.summary", "Basis.quote", "Decision.remedies", "Awaiting.rules", "Section.help"}
_LINES = {"Check.rule", "FormField.show_when", "Money.amount"}
_NEVER_TYPED = {"Programme.id", "Programme.version"}  # the first is the draft's, the second is counted


RELEVANT: dict[str, frozenset[str]] = {
    "unit": frozenset({"money", "integer", "decimal", "rate"}),
    "minimum": frozenset({"money", "integer", "decimal", "rate"}),
    "maximum": frozenset({"money", "integer", "decimal", "rate"}),
    "places": frozenset({"decimal", "rate"}),
    "max_length": frozenset({"text", "long"}),
    "max_rows": frozenset({"table"}),
    "columns": frozenset({"table"}),
    "options": frozenset({"choice", "choices"}),
    "prefill": frozenset(
        {"text", "long", "money", "integer", "decimal", "rate", "date", "boolean", "choice"}
    ),
    "locked": frozenset({"text", "long", "money", "integer", "decimal", "rate", "date", "boolean", "choice"}),
    "fact": frozenset({"text", "money", "integer", "decimal", "rate", "date", "boolean", "choice"}),
}
"""Which types of answer a setting of a field means anything for; the others are neither asked nor kept."""


def is_relevant(kind: type[Part], node: Content, name: str) -> bool:
    """Whether a key means anything for the node as it is."""
    if kind is not FormField or name not in RELEVANT:
        return True
    return bool(node.get(name)) or node.get("type") in RELEVANT[name]


class NodeForm(Guarded):
    """One node's own values. `names` narrows it to some of them; `choices` offers what stands in the library."""

    use_required_attribute = False  # an unfinished node may be saved; what is missing is told beside it

    def __init__(
        self,
        *args: Any,
        kind: type[Part],
        node: Content,
        names: Iterable[str] | None = None,
        choices: Mapping[str, list[tuple[str, str]]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.slots = [
            slot
            for slot in slots_of(kind)
            if not slot.is_part
            and (names is None or slot.name in names)
            and f"{kind.__name__}.{slot.name}" not in _NEVER_TYPED
            and is_relevant(kind, node, slot.name)
        ]
        self.kind = kind
        for slot in self.slots:
            known = f"{kind.__name__}.{slot.name}"
            for name, field in _fields(slot, known, (choices or {}).get(known)).items():
                self.fields[name] = field
            for name, value in _shown(slot, node.get(slot.name, _default(slot))).items():
                self.initial.setdefault(name, value)

    @property
    def visible(self) -> list[forms.BoundField]:
        """The controls in their order, without the guard's. What may stay empty in the end is marked so, and nothing else."""
        for slot in self.slots:
            for name in (slot.name, f"{slot.name}_zh", f"{slot.name}_en"):
                if name in self.fields:
                    self.fields[name].required = not slot.optional or slot.default is not None
        return [bound for bound in self if not bound.is_hidden]

    def values(self) -> dict[str, Any]:
        """What was typed, as the node holds it; None where nothing was, or where it means nothing for the type chosen."""
        typed = {slot.name: _typed(slot, self.cleaned_data) for slot in self.slots}
        if self.kind is FormField:
            typed |= {
                name: None
                for name, types in RELEVANT.items()
                if name in typed and typed.get("type") not in types
            }
        return typed


def _default(slot: Slot) -> Any:
    value = slot.default
    return str(value) if isinstance(value, Decimal) else value


def _fields(slot: Slot, known: str, offered: list[tuple[str, str]] | None) -> dict[str, forms.Field]:
    label, hint = LABELS.get(known, slot.name), HELP.get(known, "")
    words = CHOICES.get(known, {})
    if slot.type is Text:
        widget = forms.Textarea({"rows": 3}) if known in _LONG else forms.TextInput()
        english = forms.Textarea({"rows": 3}) if known in _LONG else forms.TextInput()
        return {
            f"{slot.name}_zh": _line(label, hint, widget),
            f"{slot.name}_en": _line(_("%(label)s（英文）") % {"label": label}, "", english),
        }
    allowed = tuple(SubjectKind) if known == "Programme.kinds" else choices_of(slot.type)
    if slot.type is bool:
        return {slot.name: forms.BooleanField(label=label, help_text=hint, required=False)}
    if allowed and slot.is_list:
        several = [(str(value), words.get(str(value), str(value))) for value in allowed]
        return {
            slot.name: forms.MultipleChoiceField(
                label=label,
                help_text=hint,
                required=False,
                choices=several,
                widget=forms.CheckboxSelectMultiple,
            )
        }
    if allowed or offered is not None:
        one = offered if offered is not None else [(v, words.get(v, v)) for v in allowed]
        blank = [("", _("请选择") if not slot.optional else _("没有"))]
        return {
            slot.name: forms.ChoiceField(label=label, help_text=hint, required=False, choices=[*blank, *one])
        }
    if known == "Programme.parameters":
        return {slot.name: _line(label, hint, forms.Textarea({"rows": 4, "spellcheck": "false"}))}
    if known in _LONG or known in _LINES:
        return {slot.name: _line(label, hint, forms.Textarea({"rows": 3}))}
    return {slot.name: _line(label, hint, forms.TextInput())}


def _line(label: Any, hint: Any, widget: forms.Widget) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=LONGEST_LINE, widget=widget, strip=True
    )


def _shown(slot: Slot, value: Any) -> dict[str, Any]:
    if slot.type is Text:
        held = value if isinstance(value, dict) else {}
        return {f"{slot.name}_zh": held.get("zh", ""), f"{slot.name}_en": held.get("en", "")}
    if isinstance(value, dict):
        return {slot.name: "\n".join(f"{name} = {number}" for name, number in value.items())}
    if isinstance(value, list | tuple) and not (choices_of(slot.type) or slot.name == "kinds"):
        return {slot.name: ", ".join(str(part) for part in value)}
    return {slot.name: value}


def _typed(slot: Slot, given: Mapping[str, Any]) -> Any:
    if slot.type is Text:
        both = {tongue: given[f"{slot.name}_{tongue}"] for tongue in ("zh", "en")}
        return {tongue: words for tongue, words in both.items() if words} or None
    value = given[slot.name]
    if slot.name == "parameters":
        lines = [line.partition("=") for line in str(value).splitlines() if line.strip()]
        return {name.strip(): number.strip() for name, _equals, number in lines} or None
    if slot.type is bool:
        return bool(value)
    if slot.is_list:
        parts = value if isinstance(value, list) else str(value).replace("，", ",").split(",")
        return [part.strip() for part in parts if part.strip()] or None
    return value or None


class BeginForm(forms.Form):
    """A programme of its own, made from another."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    template = forms.ChoiceField(label=_("照哪个项目做"))
    pack = forms.ChoiceField(label=_("适用的地方"))
    new_id = forms.CharField(
        label=_("编号"),
        max_length=60,
        help_text=_("小写英文字母、数字和连字符，例如 space-rent。以后不能改。"),
    )

    def __init__(
        self, *args: Any, templates: list[tuple[str, str]], packs: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("template", templates), ("pack", packs)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("请选择")), *choices]


class RoundForm(forms.Form):
    """A call: when, whose, out of which budget, how many."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    name = forms.CharField(label=_("批次名称"), max_length=120)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    department = forms.ChoiceField(label=_("受理部门"))
    opens_on = forms.DateField(
        label=_("开始日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label=_("截止日期"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("当日算在内。"),
    )
    budget = forms.ChoiceField(label=_("预算"))
    quota = forms.IntegerField(
        label=_("支持名额"), min_value=1, required=False, help_text=_("不填就不限，以预算为限。")
    )
    place_quotas = forms.CharField(
        label=_("推荐名额"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("一行一个：区划代码 名额，例如 210102 5。不填就按项目的规定。"),
    )

    def __init__(
        self,
        *args: Any,
        said: Programme,
        departments: list[tuple[int, str]],
        budgets: list[tuple[str, str]],
        pays: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["department"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("请选择")), *((str(key), name) for key, name in departments)]
        if said.windows == "all_year":
            self.fields["closes_on"].required = False
            self.fields["closes_on"].help_text = _("全年受理的可以不填。")
        if pays:
            money = self.fields["budget"]
            assert isinstance(money, forms.ChoiceField)
            money.choices = [("", _("请选择")), *budgets]
        else:
            del self.fields["budget"]
        if not said.chain:
            del self.fields["place_quotas"]
        for level in said.chain:
            self.fields[f"{level.level}_deadline"] = forms.DateField(
                label=_("%(level)s推荐截止日期") % {"level": CHOICES["Level.level"][level.level]},
                required=False,
                widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
                help_text=_("不填就从上一截止日期起算 %(days)d 个工作日。") % {"days": level.days},
            )

    def clean_place_quotas(self) -> dict[str, int]:
        """Lines of a place's code and a number."""
        found: dict[str, int] = {}
        for line in str(self.cleaned_data["place_quotas"]).splitlines():
            parts = line.replace("，", " ").replace(",", " ").split()
            if not parts:
                continue
            if len(parts) != 2 or not all(p.isascii() and p.isdecimal() for p in parts) or len(parts[1]) > 6:
                raise forms.ValidationError(
                    _("“%(line)s”看不懂，请写成“210102 5”。") % {"line": line.strip()[:60]}
                )
            found[parts[0]] = int(parts[1])
        return found


class ReasonForm(Guarded):
    """Why a call or a programme is ended."""

    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea({"rows": 2}))

"""The end of a document: how, from which day, on which words, and what takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.policy.drafting.content import DocumentEnd, EndKind
from zhongchuang.policy.forms.desk.entries import EntriesForm

END_KINDS = (
    (EndKind.REPEALED.value, _("废止：另有文件写明废止它")),
    (EndKind.LAPSED.value, _("失效：期满，或者宣布失效")),
)


class EndForm(EntriesForm):
    """`documents` are those that may take its place; `clauses` those of the draft's document, whose words may end it."""

    document = forms.ChoiceField(label=_("哪份文件"))
    kind = forms.ChoiceField(
        label=_("怎样终止"), choices=END_KINDS, initial=EndKind.REPEALED.value, widget=forms.RadioSelect
    )
    on = forms.DateField(
        label=_("从哪一天起不再施行"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("这一天起失去效力，它的措施到前一天为止。"),
        error_messages={"required": _("请写日期。"), "invalid": _("不是日期，请写成 2031-05-08。")},
    )
    by = forms.ChoiceField(label=_("由哪份文件取代"), required=False)
    clause = forms.ChoiceField(label=_("写明终止的条款（在这份草稿里）"), required=False)
    quote = forms.CharField(
        label=_("写明终止的原话"), required=False, max_length=400, widget=forms.Textarea({"rows": 2})
    )
    source = forms.CharField(
        label=_("出处"),
        required=False,
        max_length=300,
        help_text=_("原话不在这份草稿里的，写明在哪里公布：公报、网址、文号。"),
    )

    def __init__(
        self,
        documents: Sequence[tuple[str, str]],
        clauses: Sequence[str],
        data: Any = None,
        *,
        only: str = "",
    ) -> None:
        super().__init__(data, label_suffix="")
        choices: dict[str, list[Any]] = {
            "document": list(documents),
            "by": [("", _("没有，或者不在库里")), *(row for row in documents if row[0] != only)],
            "clause": [("", _("不在这份草稿里")), *((ref, ref) for ref in clauses)],
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = rows
        self.only = only
        if only:
            del self.fields["document"]
        if not clauses:
            del self.fields["clause"], self.fields["quote"]

    def end(self) -> DocumentEnd:
        """The end a valid form says."""
        data = self.cleaned_data
        return DocumentEnd(
            document=self.only or data["document"],
            kind=EndKind(data["kind"]),
            on=data["on"],
            by=data["by"] or None,
            clause=data.get("clause") or None,
            quote=self.words("quote") or None,
            source=self.words("source") or None,
        )

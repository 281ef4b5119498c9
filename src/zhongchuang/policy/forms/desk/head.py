"""The particulars of a document, whose place it is, and what a place lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhongchuang.policy.drafting.content import Head, NewPlace
from zhongchuang.policy.forms.desk.entries import EntriesForm, Entry, listed
from zhongchuang.policy.packs.terms import DocumentState, Rank
from zhongchuang.policy.views.labels import RANKS, STATES

MORE_PLACES = 3
"""Blank rows for places still to be named."""


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("不是日期，请写成 2031-05-08。")},
    )


class HeadForm(EntriesForm):
    """What the document is, as its entry states it; each particular with where it comes from."""

    title = forms.CharField(label=_("标题"), max_length=200, error_messages={"required": _("请写标题。")})
    number = forms.CharField(label=_("文号"), max_length=60, required=False)
    issuers = forms.CharField(
        label=_("发文机关"), max_length=400, required=False, help_text=_("几个机关之间用顿号。")
    )
    title_source = forms.CharField(
        label=_("标题、文号的出处"),
        max_length=200,
        required=False,
        help_text=_("原文写明的留空；不是的写刊物或网址。"),
    )
    issued = _day(_("成文日期"))
    issued_source = forms.CharField(
        label=_("成文日期的出处"),
        max_length=200,
        required=False,
        help_text=_("原文写明的留空。"),
    )
    issued_unconfirmed = forms.BooleanField(label=_("成文日期未经核实"), required=False)
    effective_from = _day(_("施行首日"), _("不填就按成文日期。"))
    expires = _day(_("有效末日"), _("没有写有效期就留空。"))
    rank = forms.ChoiceField(label=_("位阶"), choices=[(str(term), label) for term, label in RANKS.items()])
    state = forms.ChoiceField(label=_("效力"), choices=[(str(term), label) for term, label in STATES.items()])
    state_zh = forms.CharField(label=_("对效力的说明（中文）"), max_length=400, required=False)
    state_en = forms.CharField(label=_("对效力的说明（英文）"), max_length=400, required=False)
    id = forms.CharField(
        label=_("标识"),
        max_length=80,
        help_text=_("网址和引用用的代号，小写字母、数字、连字符；发布后不能改。"),
    )

    def __init__(self, head: Head, *, published: bool, data: Any = None) -> None:
        note = head.state_note or ("", "")
        initial = {
            **{name: getattr(head, name) for name in SAME},
            **{name: _typed_source(getattr(head, name)) for name in SOURCES},
            "number": head.number or "",
            "issuers": listed(head.issuers),
            "rank": head.rank.value,
            "state": head.state.value,
            "state_zh": note[0],
            "state_en": note[1],
        }
        super().__init__(data, initial=initial, label_suffix="")
        self.head = head
        self.fields["id"].disabled = published

    GROUPS = (
        (_("怎么称呼"), ("title", "number", "issuers", "title_source")),
        (_("什么时候"), ("issued", "issued_source", "effective_from", "expires", "issued_unconfirmed")),
        (_("效力"), ("rank", "state", "state_zh", "state_en")),
        (_("在平台上的代号"), ("id",)),
    )

    @property
    def entries(self) -> list[Entry]:
        """The particulars by what they tell."""
        return [Entry(str(title), tuple(self[name] for name in names)) for title, names in self.GROUPS]

    def changed(self) -> Head:
        """The particulars a valid form states."""
        data = self.cleaned_data
        zh, en = self.words("state_zh"), self.words("state_en")
        given: dict[str, Any] = {name: data[name] for name in SAME}
        given |= {name: self.words(name) or IN_THE_TEXT for name in SOURCES}
        return replace(
            self.head,
            **given,
            number=self.words("number") or None,
            issuers=self.several("issuers"),
            rank=Rank(data["rank"]),
            state=DocumentState(data["state"]),
            state_note=(zh, en) if zh or en else None,
        )


SAME = ("id", "title", "issued", "issued_unconfirmed", "effective_from", "expires")
"""Fields called alike in the form and in the head, and held alike."""
SOURCES = ("title_source", "issued_source")
IN_THE_TEXT = "text"
"""How the packs write that the text itself says it; on the page the field is left empty."""


def _typed_source(source: str) -> str:
    return "" if source == IN_THE_TEXT else source


class PlacesForm(EntriesForm):
    """The places below the document's own that the packs do not hold yet: without them nobody there can be answered."""

    PARTS = (("code", _("代码（六位）")), ("zh", _("中文名")), ("en", _("英文名")))

    def __init__(self, place: str, given: Sequence[NewPlace], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.place = place
        self.own = [row for row in given if row.code == place]
        below = [row for row in given if row.code != place]
        self.rows = len(below) + MORE_PLACES
        for number in range(self.rows):
            row = below[number] if number < len(below) else None
            now = {"code": row.code, "zh": row.zh, "en": row.en} if row else {}
            for name, label in self.PARTS:
                self.fields[f"{name}-{number}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=6 if name == "code" else 60,
                    initial=now.get(name, ""),
                )

    @property
    def entries(self) -> list[Entry]:
        """A place an entry."""
        return [
            Entry(
                gettext("第 %(n)s 个市州") % {"n": number + 1},
                tuple(self[f"{name}-{number}"] for name, _label in self.PARTS),
            )
            for number in range(self.rows)
        ]

    def places(self) -> list[NewPlace]:
        """The place itself where it is new, and those named below it."""
        return [
            *self.own,
            *(
                NewPlace(code, self.words(f"zh-{number}"), self.words(f"en-{number}"), self.place)
                for number in range(self.rows)
                if (code := self.words(f"code-{number}"))
            ),
        ]

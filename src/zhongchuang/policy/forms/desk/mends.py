"""Mends as forms: each becomes one mend of the reading; that it fits the text, the mend itself checks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhongchuang.policy.documents.labels import match_label
from zhongchuang.policy.documents.mending import (
    Cited,
    Drop,
    Join,
    Mend,
    SetCitations,
    SetHeading,
    SetLabel,
    SetLevel,
    SetUnits,
    Split,
)
from zhongchuang.policy.documents.model import Citation, Clause, Document, Relation, UnitNote
from zhongchuang.policy.forms.desk.entries import EntriesForm, Entry, listed
from zhongchuang.policy.views.labels import RELATIONS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_SENTENCE_END = re.compile(r"[。；！？：\n]+")
SHORTEST_QUOTE = 6
LONGEST_SHOWN = 28


class MendForm(EntriesForm):
    """What every mend is about: a clause of the reading, the nth with its ref where a copy numbers two alike."""

    title: StrOrPromise = ""
    explained: StrOrPromise = ""

    def __init__(self, reading: Document, clause: Clause, nth: int, *args: Any, **kwargs: Any) -> None:
        self.reading, self.clause, self.nth = reading, clause, nth
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill in what stands there now."""

    def mend(self) -> Mend:
        """The mend a valid form says."""
        raise NotImplementedError


class HeadingForm(MendForm):
    """The heading of a clause."""

    title = _("改标题")
    heading = forms.CharField(
        label=_("标题"),
        required=False,
        max_length=200,
        help_text=_("照抄条款开头作标题的那几个字；这一条没有标题就留空。"),
    )

    def prepare(self) -> None:
        """The heading as read."""
        self.fields["heading"].initial = self.clause.heading or ""

    def mend(self) -> Mend:
        """The first words of the clause as its heading, or none."""
        return SetHeading(self.clause.ref, self.words("heading") or None, self.nth)


class LabelForm(MendForm):
    """The number of a clause."""

    title = _("改序号")
    label = forms.CharField(
        label=_("序号"),
        max_length=20,
        help_text=_("写成一、（一）、1.、（1）、①、第九条这样的。"),
    )

    def prepare(self) -> None:
        """The number as read."""
        self.fields["label"].initial = self.clause.label

    def mend(self) -> Mend:
        """The number as it should be."""
        return SetLabel(self.clause.ref, self.words("label"), self.nth)


class LevelForm(MendForm):
    """How deep a clause stands."""

    title = _("改层级")
    explained = _("它下面的条款跟着一起移动。")
    level = forms.TypedChoiceField(label=_("放在第几层"), coerce=int, widget=forms.RadioSelect)

    def prepare(self) -> None:
        """The levels it can stand on: at most one below the clause before it."""
        clauses = list(self.reading.walk())
        at = next((n for n, one in enumerate(clauses) if one is self.clause), 0)
        deepest = clauses[at - 1].level + 1 if at else 1
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (level, gettext("第 %(level)s 层") % {"level": level}) for level in range(1, deepest + 1)
        ]
        field.initial = self.clause.level

    def mend(self) -> Mend:
        """The level chosen."""
        return SetLevel(self.clause.ref, self.cleaned_data["level"], self.nth)


class JoinForm(MendForm):
    """A clause that is none."""

    title = _("并入上一条")
    explained = _("这不是单独的一条：把它的序号和文字接到上一条后面。原话一个字也不改。")
    apart = forms.BooleanField(label=_("在上一条里另起一段"), required=False)

    def mend(self) -> Mend:
        """Onto the clause before."""
        return Join(self.clause.ref, bool(self.cleaned_data["apart"]), self.nth)


class SplitForm(MendForm):
    """Two clauses that were read as one."""

    title = _("拆成两条")
    at = forms.TypedChoiceField(label=_("从哪一句起是另一条"), coerce=int, widget=forms.RadioSelect)
    label = forms.CharField(label=_("另一条的序号"), max_length=20, help_text=_("如（五）、3.、第九条。"))
    below = forms.TypedChoiceField(
        label=_("另一条放在哪里"),
        choices=[("0", _("与这一条并列")), ("1", _("在这一条之下"))],
        coerce=int,
        initial="0",
        widget=forms.RadioSelect,
    )

    def prepare(self) -> None:
        """A place between any two sentences; what looks like a number there is its number."""
        field = self.fields["at"]
        assert isinstance(field, forms.ChoiceField)
        starts = sentence_starts(self.clause.text)
        field.choices = [(start, self._shown(start)) for start in starts]
        numbered = [start for start in starts if match_label(self.clause.text[start:]) is not None]
        if numbered:
            found = match_label(self.clause.text[numbered[0] :])
            field.initial, self.fields["label"].initial = numbered[0], found.printed if found else ""

    def _shown(self, start: int) -> str:
        words = " ".join(self.clause.text[start:].split())
        return words[:LONGEST_SHOWN] + ("……" if len(words) > LONGEST_SHOWN else "")

    def mend(self) -> Mend:
        """From words that stand in the clause once."""
        start = self.cleaned_data["at"]
        level = self.clause.level + 1 if self.cleaned_data["below"] else None
        return Split(
            self.clause.ref, unique_words(self.clause.text, start), self.words("label"), level, self.nth
        )


class DropForm(MendForm):
    """Words of the sheet that are no words of the clause."""

    title = _("去掉混入的字")
    explained = _("页码、页眉、网页菜单混进了条款时用。原文仍逐字保存。")
    words_to_drop = forms.CharField(
        label=_("混入的字"), max_length=200, help_text=_("照抄，要在这一条里只出现一次。"), strip=False
    )

    def mend(self) -> Mend:
        """What does not belong there."""
        return Drop(self.clause.ref, str(self.cleaned_data["words_to_drop"]).strip("\r\n"), self.nth)


class UnitsForm(MendForm):
    """Who is named by a clause, note by note."""

    title = _("改责任单位")
    explained = _("原文写明谁牵头的才写牵头；没有写的都写在“责任单位”里。几个单位之间用顿号。")
    ROWS = (
        ("raw", _("原话")),
        ("lead", _("牵头单位")),
        ("cooperating", _("配合单位")),
        ("joint", _("责任单位")),
        ("open_ended", _("留有余地的话（等、等有关部门）")),
    )

    def prepare(self) -> None:
        """The notes as read and a blank one."""
        self.notes: list[UnitNote | None] = [*self.clause.units, None]
        for number, note in enumerate(self.notes):
            now = {
                "raw": note.raw,
                "lead": listed(note.lead),
                "cooperating": listed(note.cooperating),
                "joint": listed(note.joint),
                "open_ended": note.open_ended or "",
            } if note else {}  # fmt: skip
            for name, label in self.ROWS:
                self.fields[f"{name}-{number}"] = forms.CharField(
                    label=label, required=False, max_length=2000, initial=now.get(name, "")
                )

    @property
    def entries(self) -> list[Entry]:
        """A note an entry."""
        return [
            Entry(
                gettext("第 %(n)s 处") % {"n": number + 1} if note else gettext("再加一处"),
                tuple(self[f"{name}-{number}"] for name, _label in self.ROWS),
            )
            for number, note in enumerate(self.notes)
        ]

    def mend(self) -> Mend:
        """The notes with words; one whose words were taken out is no longer there."""
        return SetUnits(
            self.clause.ref,
            tuple(
                UnitNote(
                    raw=self.words(f"raw-{number}"),
                    lead=self.several(f"lead-{number}"),
                    cooperating=self.several(f"cooperating-{number}"),
                    joint=self.several(f"joint-{number}"),
                    open_ended=self.words(f"open_ended-{number}") or None,
                )
                for number in range(len(self.notes))
                if self.words(f"raw-{number}")
            ),
            self.nth,
        )


class CitationsForm(MendForm):
    """The documents a clause names."""

    title = _("改引用的文件")
    explained = _("标题、文号照抄原文；两样都清空就是去掉这一处。")

    def prepare(self) -> None:
        """The citations as read and a blank one."""
        found = [one for one in self.reading.citations if one.ref == self.clause.ref]
        self.cited: list[Citation | None] = [*found, None]
        for number, one in enumerate(self.cited):
            self.fields[f"title-{number}"] = forms.CharField(
                label=_("标题"), required=False, max_length=200, initial=one.title if one else ""
            )
            self.fields[f"number-{number}"] = forms.CharField(
                label=_("文号"), required=False, max_length=60, initial=one.number if one else ""
            )
            self.fields[f"relation-{number}"] = forms.ChoiceField(
                label=_("关系"),
                choices=[(str(relation), label) for relation, label in RELATIONS.items()],
                initial=one.relation.value if one else Relation.CITES.value,
            )

    @property
    def entries(self) -> list[Entry]:
        """A citation an entry."""
        return [
            Entry(
                gettext("第 %(n)s 处") % {"n": number + 1} if one else gettext("再加一处"),
                tuple(self[f"{name}-{number}"] for name in ("title", "number", "relation")),
            )
            for number, one in enumerate(self.cited)
        ]

    def mend(self) -> Mend:
        """The citations with a title or a number."""
        return SetCitations(
            self.clause.ref,
            tuple(
                Cited(
                    self.words(f"title-{number}") or None,
                    self.words(f"number-{number}") or None,
                    Relation(self.cleaned_data[f"relation-{number}"]),
                )
                for number in range(len(self.cited))
                if self.words(f"title-{number}") or self.words(f"number-{number}")
            ),
        )


MENDS: dict[str, type[MendForm]] = {
    SetHeading.op: HeadingForm,
    SetUnits.op: UnitsForm,
    SetCitations.op: CitationsForm,
    SetLabel.op: LabelForm,
    SetLevel.op: LevelForm,
    Join.op: JoinForm,
    Split.op: SplitForm,
    Drop.op: DropForm,
}
"""By the name of the mend, in the order the desk offers them."""


def sentence_starts(text: str) -> list[int]:
    """Where the sentences after the first begin."""
    return [found.end() for found in _SENTENCE_END.finditer(text) if found.end() < len(text)]


def unique_words(text: str, start: int) -> str:
    """The fewest words from a place on that stand in the text only once; all of them where none do."""
    for end in range(start + SHORTEST_QUOTE, len(text)):
        if text.count(text[start:end]) == 1:
            return text[start:end]
    return text[start:]

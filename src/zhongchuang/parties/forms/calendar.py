"""The form by which an administrator enters a year's holidays."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.parties.forms.spaces import day_field

FIRST, LAST = 2004, 2100
LONGEST_TEXT = 5000


class CalendarForm(forms.Form):
    """A notice as it was published."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    year = forms.IntegerField(
        label=_("哪一年"),
        min_value=FIRST,
        max_value=LAST,
        widget=forms.NumberInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    known_on = day_field(_("公布日期"), _("通知上的日期；调整通知按它自己的日期另行录入。"))
    source = forms.CharField(
        label=_("依据文件"),
        max_length=300,
        help_text=_(
            "文件名称和发文字号，例如：国务院办公厅关于某年部分节假日安排的通知（国办发明电〔某年〕某号）。"
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("放假安排"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 10}),
        help_text=_("贴入通知里写日期的几段，例如：1月1日（周五）至3日（周日）放假，共3天。"),
    )

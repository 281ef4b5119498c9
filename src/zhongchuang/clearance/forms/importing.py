"""What is said with a file of awards. What a verb checks is not checked again here."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhongchuang.clearance.models import ImportChoice


class ImportForm(forms.Form):
    """Who gave it, where it is public already, whether it is everything they have."""

    source = forms.CharField(
        label=_("提供部门"),
        max_length=200,
        help_text=_("写全称；同一个部门每次写法相同，来源编号在该部门之内对照。"),
    )
    public_basis = forms.CharField(
        label=_("公开依据"),
        max_length=400,
        required=False,
        help_text=_(
            "这些支持已经在哪里公开：网址，或公开文件的名称和文号。填了，导入后就公开并注明来源；不填，逐件等待公开属性审查。个人的一律先审查。"
        ),
    )
    complete = forms.BooleanField(
        label=_("这是该部门到目前为止的全部清单"),
        required=False,
        help_text=_("勾选后，以前导入过、这次不再出现的会列出来；不会删除。"),
    )


class ImportGuardForm(forms.Form):
    """What a button about a file carries."""

    row_version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    idempotency_key = forms.CharField(max_length=80)


class TakeForm(ImportGuardForm):
    """How a file is taken in."""

    choice = forms.ChoiceField(choices=ImportChoice.choices)

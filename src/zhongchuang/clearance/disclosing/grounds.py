"""On which grounds an award is not made public (pure).

The list is the platform's own, by the kinds that 政府信息公开条例 knows (its text is not held in the packs, so no article is
quoted here); whoever withholds says in words which rule it rests on.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class WithholdGround(StrEnum):
    """A ground for not publishing an award."""

    CLASSIFIED = "state_secret"
    FORBIDDEN = "forbidden"
    SAFETY = "safety"
    BUSINESS = "business_secret"
    PRIVACY = "privacy"

    @property
    def label(self) -> StrOrPromise:
        """The ground in the reader's language."""
        return _LABELS[self]


_LABELS: dict[WithholdGround, StrOrPromise] = {
    WithholdGround.CLASSIFIED: _("国家秘密"),
    WithholdGround.FORBIDDEN: _("法律、行政法规禁止公开"),
    WithholdGround.SAFETY: _("公开后可能危及国家安全、公共安全、经济安全、社会稳定"),
    WithholdGround.BUSINESS: _("商业秘密"),
    WithholdGround.PRIVACY: _("个人隐私"),
}

"""Invitations into an organisation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhongchuang.core.locks import RowVersioned
from zhongchuang.parties.models.accounts import Organisation, Standing


class Invitation(RowVersioned):
    """Somebody is asked, at an address, to act for an organisation. The link holds the secret, the row its hash."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField("电子邮箱", max_length=254)  # in lower case
    standing = models.CharField("身份", max_length=8, choices=Standing, default=Standing.MEMBER)
    secret_sha256 = models.CharField("凭据摘要", max_length=64, unique=True)
    invited_by = models.CharField("邀请人", max_length=40)
    invited_at = models.DateTimeField("邀请时间")
    expires_at = models.DateTimeField("有效期至")
    accepted_by = models.CharField("接受人", max_length=40, null=True)
    accepted_at = models.DateTimeField("接受时间", null=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "邀请"
        ordering = ("-invited_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invited_once",
            ),
        )

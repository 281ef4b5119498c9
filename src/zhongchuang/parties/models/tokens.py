"""Tokens with which other software speaks to the API on an account's behalf."""

from __future__ import annotations

from django.db import models

from zhongchuang.core.locks import RowVersioned
from zhongchuang.parties.models.accounts import Account


class ApiToken(RowVersioned):
    """A token: shown once, kept as a hash, limited to scopes and a day. Ended, never deleted."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("用途", max_length=80)
    prefix = models.CharField("开头", max_length=12)  # enough to recognise it in a list
    secret_sha256 = models.CharField("凭据摘要", max_length=64, unique=True)
    scopes = models.JSONField("范围", default=list)
    created_at = models.DateTimeField("建立时间")
    expires_at = models.DateTimeField("有效期至")
    last_used_on = models.DateField("最近使用", null=True)
    revoked_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口凭据"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}…"

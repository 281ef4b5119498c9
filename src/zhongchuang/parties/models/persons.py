"""People known by a document: encrypted under a key of their own, found again by a blind index."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.locks import RowVersioned
from zhongchuang.parties.models.accounts import Account


class IdentityKind(models.TextChoices):
    """The document somebody is known by."""

    RESIDENT_ID = "resident_id", _("居民身份证")
    HONG_KONG_MACAO = "hong_kong_macao", _("港澳居民来往内地通行证")
    TAIWAN = "taiwan", _("台湾居民来往大陆通行证")
    FOREIGN_RESIDENT = "foreign_resident", _("外国人永久居留身份证")
    PASSPORT = "passport", _("护照")


class Person(RowVersioned):
    """Somebody known by a document. Name, number and telephone are sealed under the person's own key (core.audit.people);
    the key destroyed, nobody reads them again.

    `blind_index` is an HMAC of kind and number: one document is one person, and nobody reads the number from it.
    """

    identity_kind = models.CharField("证件", max_length=16, choices=IdentityKind)
    blind_index = models.CharField("证件号码索引", max_length=64, unique=True, null=True)
    name_sealed = models.TextField("姓名（密文）", blank=True, default="")
    number_sealed = models.TextField("证件号码（密文）", blank=True, default="")
    telephone_sealed = models.TextField("电话（密文）", blank=True, default="")
    account = models.OneToOneField(Account, on_delete=models.PROTECT, null=True, related_name="person")
    created_by = models.CharField("登记人", max_length=40)
    created_at = models.DateTimeField("登记时间")
    erased_at = models.DateTimeField("抹除时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return f"人员 {self.pk}"  # never the name: this is shown where nobody asked who may see it


class PersonLook(models.Model):
    """Somebody looked at a person's whole number, and why. Never changed."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="looks")
    looked_by = models.CharField("查看人", max_length=40)
    looked_at = models.DateTimeField("查看时间")
    reason = models.CharField("理由", max_length=400)

    class Meta:
        verbose_name = verbose_name_plural = "查看证件号码"
        ordering = ("-looked_at", "-pk")

"""Settlement: what providers redeemed, sent to the bank in batches, what the bank said of each line, and what lies in custody.

Money is 分. A line is what one provider gets out of one budget; which orders it pays is written beside it. The bank account is
encrypted and kept as it was sent.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhongchuang.core.locks import RowVersioned
from zhongchuang.vouchers.models.providers import Provider
from zhongchuang.vouchers.models.vouchers import Order


class SettlementState(models.TextChoices):
    """Where a batch stands."""

    MADE = "made", "待复核"
    SIGNED = "signed", "待导出"  # by another officer than made it
    EXPORTED = "exported", "已导出"
    SETTLED = "settled", "已回单"
    CANCELLED = "cancelled", "已撤销"


class Settlement(RowVersioned):
    """A batch for the bank: redeemed orders of one department's vouchers. Who makes it does not sign it."""

    objects: ClassVar[models.Manager[Settlement]]

    number = models.CharField("批次号", max_length=40, unique=True)  # public id, JS-…
    department = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=SettlementState, default=SettlementState.MADE)
    amount = models.BigIntegerField("金额（分）")
    made_at = models.DateTimeField("生成时间")
    made_by = models.CharField("经手", max_length=80)
    signed_at = models.DateTimeField("复核时间", null=True)
    signed_by = models.CharField("复核", max_length=80, blank=True)
    file_sha256 = models.CharField("文件摘要", max_length=64, blank=True)
    exported_at = models.DateTimeField("导出时间", null=True)
    reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "创新券结算批次"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("department", "state", "id"), name="settlement_by_state"),)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="settlement_amount_positive"),
            models.CheckConstraint(
                condition=Q(signed_by="") | ~Q(signed_by=F("made_by")), name="settlement_two_officers"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("signed", "exported", "settled")) | ~Q(signed_by=""),
                name="settlement_is_signed",
            ),
        )

    def __str__(self) -> str:
        return self.number


class LineResult(models.TextChoices):
    """What the bank said of a line."""

    PENDING = "pending", "未回"
    PAID = "paid", "成功"
    RETURNED = "returned", "退票"


class SettlementLine(models.Model):
    """What one provider gets out of one budget in a batch: one payment of the bank."""

    objects: ClassVar[models.Manager[SettlementLine]]

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="lines")
    line = models.PositiveIntegerField("行号")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("ledger.Budget", on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField("金额（分）")
    payee_name = models.CharField("户名", max_length=200)
    bank_name = models.CharField("开户行", max_length=200)
    bank_account = models.TextField("账号（密文）")
    bank_account_tail = models.CharField("账号后四位", max_length=4)
    result = models.CharField("结果", max_length=8, choices=LineResult, default=LineResult.PENDING)
    bank_ref = models.CharField("银行流水号", max_length=60, null=True, unique=True)
    return_ref = models.CharField("退票流水号", max_length=60, null=True, unique=True)
    reason = models.CharField("退票原因", max_length=200, blank=True)
    settled_on = models.DateField("回单日期", null=True)
    surplus = models.BigIntegerField("另行退还（分）", default=0)
    # of a late return: what the bank sent back beyond what the provider still had; the provider's own money
    surplus_ref = models.CharField("退还流水号", max_length=60, null=True, unique=True)
    surplus_on = models.DateField("退还日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "结算明细"
        ordering = ("settlement", "line")
        constraints = (
            models.UniqueConstraint(fields=("settlement", "line"), name="settlement_line_once"),
            models.UniqueConstraint(
                fields=("settlement", "provider", "budget"), name="settlement_one_line_a_provider"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, surplus__gte=0, surplus__lte=F("amount")),
                name="settlement_line_sums",
            ),
            models.CheckConstraint(
                condition=Q(surplus_ref=None) | Q(surplus__gt=0), name="settlement_surplus_handed_back"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Under which number the bank is told of it."""
        return f"{self.settlement.number}-{self.line}"


class SettledOrder(models.Model):
    """An order a line pays, with what was left of it then; an order stands in one live line at a time."""

    objects: ClassVar[models.Manager[SettledOrder]]

    line = models.ForeignKey(SettlementLine, on_delete=models.PROTECT, related_name="orders")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField("金额（分）")
    live = models.BooleanField("有效", default=True)  # False: the batch was cancelled or the money came back

    class Meta:
        verbose_name = verbose_name_plural = "结算的订单"
        ordering = ("line", "pk")
        constraints = (
            models.UniqueConstraint(fields=("line", "order"), name="settled_order_once_a_line"),
            models.UniqueConstraint(
                fields=("order",), condition=Q(live=True), name="order_in_one_settlement"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="settled_order_amount_positive"),
        )


class ResultsState(models.TextChoices):
    """How far a file of results is."""

    READ = "read", "待确认"
    IMPORTED = "imported", "已入账"


class SettlementResults(RowVersioned):
    """What the bank answered: read and shown first, taken in when somebody says so; the same bytes are taken in once."""

    objects: ClassVar[models.Manager[SettlementResults]]

    sha256 = models.CharField("文件摘要", max_length=64, unique=True)
    name = models.CharField("文件名", max_length=200)
    table = models.JSONField("读到的行")
    state = models.CharField("状态", max_length=10, choices=ResultsState, default=ResultsState.READ)
    read_at = models.DateTimeField("上传时间")
    read_by = models.CharField("上传", max_length=80)
    imported_at = models.DateTimeField("入账时间", null=True)
    imported_by = models.CharField("入账经手", max_length=80, blank=True)
    rows = models.PositiveIntegerField("行数")
    paid = models.PositiveIntegerField("成功", default=0)
    returned = models.PositiveIntegerField("退票", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "创新券结算回单"
        ordering = ("-pk",)


class CustodyStatement(models.Model):
    """What the bank says lies in a department's custody account at the end of a day. Rows are only added."""

    objects: ClassVar[models.Manager[CustodyStatement]]

    department = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    on = models.DateField("日期")
    balance = models.BigIntegerField("余额（分）")
    document = models.CharField("对账单编号", max_length=120)
    expected = models.BigIntegerField("账本应有（分）")  # as the ledger had it at the end of that day
    entered_at = models.DateTimeField("录入时间")
    entered_by = models.CharField("录入", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "存管对账单"
        ordering = ("-on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("department", "document"), name="custody_statement_once"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="custody_not_negative"),
        )

"""The two tables everything rests on. A transfer is one row with both its legs, so that an imbalance cannot be written.

Money is 分. An account's balance is what was posted to its credit less its debit; what is held is still in the balance but
not available. The database itself refuses a negative availability, whatever a program forgets.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class AccountKind(models.TextChoices):
    """What an account stands for. Money flows from top to bottom; a refund goes back up."""

    SOURCE = "source", "财政来源"  # where appropriations come from: the only kind that may be overdrawn
    DEPARTMENT = "department", "部门预算"
    PROGRAMME = "programme", "项目预算"
    PLACE = (
        "place",
        "地方财政专户",
    )  # money handed down to a city or county, not yet with whom it is meant for
    PAYEE = "payee", "收款人"  # what somebody has received, of one budget
    VOUCHER = "voucher", "创新券"  # what is left of a voucher, held parts included
    PROVIDER = "provider", "应付服务机构"  # redeemed with a provider, of one budget, and not settled yet


class Account(models.Model):
    """One account: its balance kept beside its entries, provable from them at any moment (`zhongchuang ledger check`)."""

    code = models.CharField("编码", max_length=120, unique=True)  # budget:… programme:… place:… payee:…
    kind = models.CharField("类型", max_length=12, choices=AccountKind)
    name = models.CharField("名称", max_length=200)
    posted_dr = models.BigIntegerField("借方累计", default=0)
    posted_cr = models.BigIntegerField("贷方累计", default=0)
    held_dr = models.BigIntegerField("冻结", default=0)
    may_overdraw = models.BooleanField("可透支", default=False)
    opened_at = models.DateTimeField("开立时间")
    closed_at = models.DateTimeField("结清时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "账户（账本）"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(may_overdraw=True) | Q(posted_cr__gte=F("posted_dr") + F("held_dr")),
                name="ledger_not_overdrawn",
            ),
            models.CheckConstraint(
                condition=Q(posted_dr__gte=0, posted_cr__gte=0, held_dr__gte=0),
                name="ledger_sums_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(held_dr=0), name="ledger_closed_holds_nothing"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def balance(self) -> int:
        """分 posted to it and not taken from it."""
        return self.posted_cr - self.posted_dr

    @property
    def available(self) -> int:
        """分 of the balance that no hold has claimed."""
        return self.balance - self.held_dr

    @property
    def is_closed(self) -> bool:
        """Whether it takes nothing any more."""
        return self.closed_at is not None


class TransferKind(models.TextChoices):
    """Why money moved. HOLD claims it without moving it; POST and VOID resolve a hold, once."""

    APPROPRIATE = "appropriate", "下达预算"  # source → department
    ALLOCATE = "allocate", "分配到项目"  # department → programme
    HOLD = "hold", "冻结"
    POST = "post", "支付"  # of a hold: programme → payee, or → place where the city pays on
    VOID = "void", "解冻"
    HAND_DOWN = "hand_down", "转移支付"  # place → place below
    PAY_ON = "pay_on", "地方拨付"  # place → payee
    RETURN = "return", "退票"  # payee → programme: the bank returned a payment
    REFUND = "refund", "退回"  # payee → programme: the payee gives back of itself
    CLAW_BACK = "claw_back", "追回"  # payee → programme: demanded
    REDUCE = "reduce", "调减"  # back up: a budget made smaller
    LAPSE = "lapse", "年末收回"  # programme → department → source
    ISSUE = "issue", "发券"  # programme → voucher
    EXPIRE = "expire", "到期收回"  # voucher → programme
    REVOKE = "revoke", "撤销收回"  # voucher → programme
    UNREDEEM = "unredeem", "退回核销"  # provider → voucher


class Transfer(models.Model):
    """A movement or a hold. Rows are only added; triggers refuse anything else."""

    idem_key = models.CharField("幂等键", max_length=120)
    request_hash = models.CharField("请求摘要", max_length=64)
    kind = models.CharField("性质", max_length=12, choices=TransferKind)
    debit = models.ForeignKey(
        Account, verbose_name="借方", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    credit = models.ForeignKey(
        Account, verbose_name="贷方", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    amount = models.BigIntegerField("金额（分）")
    pending = models.OneToOneField(
        "self", verbose_name="所结清的冻结", on_delete=models.PROTECT, null=True, related_name="+"
    )  # unique: a hold is resolved once
    on = models.DateField("业务日期")
    at = models.DateTimeField("记账时间")
    basis = models.CharField("依据", max_length=200)  # case number, decision number, document number
    memo = models.CharField("摘要", max_length=200, blank=True)
    actor = models.CharField("经手", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "转账"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("debit", "on", "id"), name="ledger_by_debit"),
            models.Index(fields=("credit", "on", "id"), name="ledger_by_credit"),
            models.Index(fields=("basis", "id"), name="ledger_by_basis"),
            models.Index(fields=("at",), name="ledger_by_moment"),
        )
        constraints = (
            # Not `unique=True`: that would bring PostgreSQL a second index, for patterns nobody asks.
            models.UniqueConstraint(fields=("idem_key",), name="ledger_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_amount_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_two_accounts"),
            models.CheckConstraint(
                condition=Q(kind__in=("post", "void"), pending__isnull=False)
                | (~Q(kind__in=("post", "void")) & Q(pending__isnull=True)),
                name="ledger_resolves_a_hold",
            ),
        )

    def __str__(self) -> str:
        return self.idem_key

"""The room as a Django app."""

from django.apps import AppConfig


class VouchersConfig(AppConfig):
    name = "zhongchuang.vouchers"
    label = "vouchers"
    verbose_name = "创新券"
    default_auto_field = "django.db.models.BigAutoField"

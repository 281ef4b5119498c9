"""The room as a Django app."""

from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    name = "zhongchuang.clearance"
    label = "clearance"
    verbose_name = "查重"
    default_auto_field = "django.db.models.BigAutoField"

"""The room as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "zhongchuang.cases"
    label = "cases"
    verbose_name = "办件"
    default_auto_field = "django.db.models.BigAutoField"

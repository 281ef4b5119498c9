"""The room as a Django app."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "zhongchuang.parties"
    label = "parties"
    verbose_name = "主体"

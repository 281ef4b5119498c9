"""The room as a Django app."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "zhongchuang.policy"
    label = "policy"
    verbose_name = "政策"

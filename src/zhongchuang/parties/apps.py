"""The room as a Django app."""

from django.apps import AppConfig

from zhongchuang.core.append_only import make_known
from zhongchuang.parties.spaces.append_only import GUARD


class PartiesConfig(AppConfig):
    name = "zhongchuang.parties"
    label = "parties"
    verbose_name = "主体"

    def ready(self) -> None:
        make_known(GUARD)

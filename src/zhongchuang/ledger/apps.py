"""The room as a Django app."""

from django.apps import AppConfig

from zhongchuang.core.append_only import make_known
from zhongchuang.ledger.database.append_only import GUARD


class LedgerConfig(AppConfig):
    name = "zhongchuang.ledger"
    label = "ledger"
    verbose_name = "账本"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        make_known(GUARD)

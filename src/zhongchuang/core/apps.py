"""The ground floor as a Django app: its clock and its start-up checks."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from zhongchuang.core.clock import clock_from_text, install_clock


class CoreConfig(AppConfig):
    """Puts the configured clock in use and registers the checks of `checks.py`."""

    name = "zhongchuang.core"
    label = "core"
    verbose_name = "平台底座"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhongchuang.core.append_only import make_known
        from zhongchuang.core.audit.append_only import GUARD
        from zhongchuang.core.checks import ALL_CHECKS, check_append_only

        make_known(GUARD)
        for check in ALL_CHECKS:
            checks.register(check)
        checks.register(check_append_only, checks.Tags.database)
        text = str(getattr(settings, "ZHONGCHUANG_CLOCK", ""))
        if text.strip() not in {"", "system"}:
            install_clock(clock_from_text(text))

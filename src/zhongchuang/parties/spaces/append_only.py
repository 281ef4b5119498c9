"""What was recorded of tenants is corrected by another row, never changed: the database refuses, whoever asks."""

from __future__ import annotations

from zhongchuang.core.append_only import AppendOnly

GUARD = AppendOnly(
    function="parties_append_only",
    sentence="入驻记录只能追加，不能修改或删除 / residency records are append-only",
    tables={
        "parties_residencyevent": ("id = NEW.id", "corrects_id = NEW.corrects_id"),
        "parties_tenantdeclaration": ("id = NEW.id",),
        "parties_graduationreview": ("id = NEW.id",),
        "parties_periodclose": ("id = NEW.id",),
    },
)

"""Transfers are only added: a mistake is put right by another transfer, never by changing one."""

from __future__ import annotations

from zhongchuang.core.append_only import AppendOnly

GUARD = AppendOnly(
    function="ledger_append_only",
    sentence="转账只能追加，不能修改或删除 / transfers are append-only",
    tables={"ledger_transfer": ("id = NEW.id", "idem_key = NEW.idem_key", "pending_id = NEW.pending_id")},
)

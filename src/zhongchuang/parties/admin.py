"""A read-only look for administrators and auditors."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from zhongchuang.parties.models import Account, Membership, Organisation, Place, RoleGrant


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Shows, never writes: writing is what verbs are for."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AccountAdmin(ReadOnlyAdmin):
    """Accounts without their password hash."""

    exclude = ("password",)
    list_display = ("name", "email", "is_active", "created_at")


admin.site.register(Account, AccountAdmin)
for model in (Membership, Organisation, Place, RoleGrant):
    admin.site.register(model, ReadOnlyAdmin)

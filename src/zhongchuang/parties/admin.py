"""A read-only look for administrators and auditors."""

from __future__ import annotations

from django.contrib import admin

from zhongchuang.core.admin import ReadOnlyAdmin
from zhongchuang.parties.models import Account, Membership, Organisation, Place, RoleGrant


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    """Accounts, without the hash of their password."""

    exclude = ("password",)
    list_display = ("name", "email", "is_active", "created_at")
    list_filter = ("is_active",)
    search_fields = ("name", "email")


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    """Who holds which role since when; ended grants stay."""

    list_display = ("account", "role", "organisation", "place", "granted_at", "revoked_at")
    list_filter = ("role",)
    list_select_related = ("account", "organisation", "place")


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    """Organisations."""

    list_display = ("name", "uscc", "kind", "place", "synthetic")
    list_filter = ("kind", "synthetic")
    list_select_related = ("place",)
    search_fields = ("name", "uscc")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Who acts for which organisation."""

    list_display = ("account", "organisation", "since", "until")
    list_select_related = ("account", "organisation")


@admin.register(Place)
class PlaceAdmin(ReadOnlyAdmin):
    """Places of GB/T 2260."""

    list_display = ("code", "name", "name_en", "parent")
    list_select_related = ("parent",)
    search_fields = ("code", "name")

"""A read-only look for administrators and auditors."""

from __future__ import annotations

from django.contrib import admin

from zhongchuang.core.admin import ReadOnlyAdmin
from zhongchuang.parties.models import (
    Account,
    Delegation,
    Membership,
    Merge,
    Organisation,
    Person,
    PersonLook,
    Place,
    Relation,
    RoleGrant,
    Verification,
)


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

    list_display = ("name", "uscc", "kind", "place", "state", "synthetic")
    list_filter = ("kind", "state", "synthetic")
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


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    """That there are people and since when; nothing sealed is shown here, not even masked."""

    fields = ("identity_kind", "account", "created_by", "created_at", "erased_at")
    list_display = ("pk", "identity_kind", "created_at", "erased_at")


@admin.register(PersonLook)
class PersonLookAdmin(ReadOnlyAdmin):
    """Who looked at a whole number, when and why."""

    list_display = ("person", "looked_by", "looked_at", "reason")
    list_select_related = ("person",)


@admin.register(Relation)
class RelationAdmin(ReadOnlyAdmin):
    """Who is what to an organisation; corrected rows too."""

    list_display = ("organisation", "kind", "valid_from", "valid_until", "provenance", "corrected_at")
    list_filter = ("kind", "provenance")
    list_select_related = ("organisation",)


@admin.register(Verification)
class VerificationAdmin(ReadOnlyAdmin):
    """What officers found of organisations."""

    list_display = ("organisation", "outcome", "evidence_kind", "decided_by", "decided_at")
    list_filter = ("outcome",)
    list_select_related = ("organisation",)


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    """Records that became one, and were parted again."""

    list_display = ("organisation", "into", "merged_at", "undone_at")
    list_select_related = ("organisation", "into")


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    """Who acts for whom."""

    exclude = ("email",)
    list_display = ("giver", "receiver", "organisation", "valid_from", "valid_until", "ended_at")
    list_select_related = ("giver", "receiver", "organisation")

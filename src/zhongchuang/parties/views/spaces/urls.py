"""Addresses of makerspaces, under /spaces/."""

from django.urls import path

from zhongchuang.parties.views.spaces import (
    editing,
    keeping,
    periods,
    public,
    recording,
    sheets,
    story,
)

TENANT = "<int:pk>/tenants/<int:tenant>/"
urlpatterns = [
    path("", public.spaces, name="spaces"),
    path("new/", editing.register, name="space_new"),
    path("tenants-template.xlsx", sheets.template, name="tenants_template"),
    path("imports/<str:key>/", sheets.preview, name="tenant_import"),
    path("imports/<str:key>/confirm", sheets.confirm, name="tenant_import_confirm"),
    path("imports/<str:key>/cancel", sheets.cancel, name="tenant_import_cancel"),
    path("<int:pk>/", public.space, name="space"),
    path("<int:pk>/edit/", editing.edit, name="space_edit"),
    path("<int:pk>/capacity/", editing.capacity, name="space_capacity"),
    path("<int:pk>/holder/", editing.holder, name="space_holder"),
    path("<int:pk>/recognise/", editing.recognise, name="space_recognise"),
    path("<int:pk>/revoke/", editing.revoke, name="space_revoke"),
    path("<int:pk>/desk/", keeping.work, name="space_work"),
    path("<int:pk>/tenants/", keeping.tenants, name="tenants"),
    path("<int:pk>/tenants.xlsx", sheets.export, name="tenants_export"),
    path("<int:pk>/tenants/new/", recording.open_tenant, name="tenant_new"),
    path("<int:pk>/tenants/import/", sheets.upload, name="tenants_import"),
    path(TENANT, story.tenant, name="tenant"),
    path(TENANT + "record/<str:kind>/", recording.record, name="tenant_record"),
    path(TENANT + "declare/", recording.declare, name="tenant_declare"),
    path(TENANT + "graduate/", recording.graduate, name="tenant_graduate"),
    path(TENANT + "events/<int:event>/correct/", recording.correct, name="tenant_correct"),
    path("<int:pk>/periods/", periods.periods, name="space_periods"),
    path("<int:pk>/periods/<str:name>/", periods.period, name="space_period"),
    path("<int:pk>/periods/<str:name>/close", periods.close, name="space_period_close"),
    path("<int:pk>/periods/<str:name>/figures.json", periods.file, name="space_period_file"),
]

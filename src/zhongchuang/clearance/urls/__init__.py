"""The room's addresses, area by area."""

from __future__ import annotations

from zhongchuang.clearance.urls import audits, checks, disclosure, imports, public

app_name = "clearance"
urlpatterns = [
    *public.urlpatterns,
    *disclosure.urlpatterns,
    *checks.urlpatterns,
    *imports.urlpatterns,
    *audits.urlpatterns,
]

"""The room's addresses, area by area."""

from __future__ import annotations

from zhongchuang.clearance.urls import audits, checks, disclosure, imports, public

app_name = "clearance"
urlpatterns = [
    *checks.urlpatterns,  # awards/exceptions/ before awards/<number>/
    *public.urlpatterns,
    *disclosure.urlpatterns,
    *imports.urlpatterns,
    *audits.urlpatterns,
]

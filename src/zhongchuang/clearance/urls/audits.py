"""Looking at everything again: /office/audits/…"""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.clearance.views import audits

urlpatterns: list[URLPattern] = [
    path("office/audits/", audits.audits, name="audits"),
    path("office/audits/start/", audits.audit_start, name="audit_start"),
    path("office/audits/findings/<int:pk>/", audits.finding, name="finding"),
    path("office/audits/findings/<int:pk>/answer/", audits.answer, name="finding_answer"),
    path("office/audits/findings/<int:pk>/close/", audits.close, name="finding_close"),
    path("office/audits/<slug:key>/", audits.audit, name="audit"),
]

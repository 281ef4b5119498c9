"""What a case's check found, what is left to do about checks, refused hand-ins."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.cases.views import clearances, office_clearance

urlpatterns: list[URLPattern] = [
    path("office/cases/<str:number>/clearance/", office_clearance.clearance, name="office_clearance"),
    path("office/clearance/", clearances.clearances, name="clearances"),
    path("office/attempts/", clearances.attempts, name="attempts"),
]

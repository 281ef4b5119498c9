"""Applying and the applicant's own cases."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.cases.views import (
    applying_filling,
    applying_handing_in,
    applying_own,
    applying_papers,
    applying_public,
    applying_start,
    offers,
)

urlpatterns: list[URLPattern] = [
    path("apply/", applying_public.open_calls, name="calls"),
    path("apply/<slug:pack>/<slug:name>/", applying_public.programme, name="call"),
    path("apply/<slug:pack>/<slug:name>/start/", applying_start.start, name="start"),
    path("my/cases/", applying_own.my_cases, name="my_cases"),
    path("my/cases/<str:number>/", applying_own.my_case, name="my_case"),
    path("my/cases/<str:number>/offer/", offers.offer, name="offer"),
    path("my/cases/<str:number>/filing/", applying_own.my_filing, name="my_filing"),
    path("my/cases/<str:number>/application.pdf", applying_own.application, name="application"),
    path("my/cases/<str:number>/fill/<slug:section>/", applying_filling.fill, name="fill"),
    path("my/cases/<str:number>/fill/<slug:section>/autosave/", applying_filling.autosave, name="autosave"),
    path("my/cases/<str:number>/materials/", applying_papers.materials, name="materials"),
    path("my/cases/<str:number>/materials/remove/", applying_papers.remove, name="material_remove"),
    path("my/cases/<str:number>/review/", applying_handing_in.review, name="review"),
    path("my/cases/<str:number>/withdraw/", applying_handing_in.withdraw, name="withdraw"),
    path("cases/<str:number>/files/<str:key>/", applying_papers.case_file, name="case_file"),
]

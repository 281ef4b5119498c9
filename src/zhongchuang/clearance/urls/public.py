"""Awards as everybody reads them: /awards/…"""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.clearance.views import public_exports, public_feed, public_groups, public_list

urlpatterns: list[URLPattern] = [
    path("awards/", public_list.awards, name="awards"),
    path("awards/recipients/", public_groups.recipients, name="award_recipients"),
    path("awards/compare/", public_groups.compare, name="award_compare"),
    path("awards/totals/", public_groups.totals, name="award_totals"),
    path("awards/awards.csv", public_exports.as_csv, name="award_csv"),
    path("awards/awards.json", public_exports.as_json, name="award_json"),
    path("awards/awards.xlsx", public_exports.as_workbook, name="award_xlsx"),
    path("awards/360giving.json", public_exports.as_360giving, name="award_360giving"),
    path("awards/feed.atom", public_feed.feed, name="award_feed"),
    path("awards/<str:number>/", public_list.award, name="award"),
]

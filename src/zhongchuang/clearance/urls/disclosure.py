"""What is made public and corrected: /office/awards/…, and where one asks for a correction."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.clearance.views import awards_changes, awards_correcting, awards_office, awards_one

urlpatterns: list[URLPattern] = [
    path("awards/changes.json", awards_changes.changes, name="award_changes"),
    path("awards/<str:number>/correction/", awards_correcting.ask, name="award_correction"),
    path("office/awards/", awards_office.awards, name="office_awards"),
    path("office/awards/review", awards_office.review_many, name="office_awards_review"),
    path("office/awards/corrections/", awards_correcting.requests, name="office_corrections"),
    path("office/awards/corrections/<str:number>/", awards_correcting.request_one, name="office_correction"),
    path("office/awards/<str:number>/", awards_one.award, name="office_award"),
    path("office/awards/<str:number>/review/", awards_one.review, name="office_award_review"),
    path("office/awards/<str:number>/correct/", awards_one.correct, name="office_award_correct"),
]

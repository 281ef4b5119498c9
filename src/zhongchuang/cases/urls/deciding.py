"""Decisions, papers, payment, what is owed afterwards."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.cases.views import aftercare, deciding, disclosing, verifying

urlpatterns: list[URLPattern] = [
    path("office/cases/<str:number>/clear/", deciding.clear, name="clear"),
    path("office/cases/<str:number>/decide/", deciding.decide, name="decide"),
    path("office/cases/<str:number>/cosign/", deciding.cosign, name="cosign"),
    path("office/cases/<str:number>/revoke/", deciding.revoke, name="revoke"),
    path("office/cases/<str:number>/end/", deciding.end, name="end"),
    path("office/publication/", disclosing.publication, name="publication"),
    path("office/cosign/", deciding.cosign_list, name="cosign_list"),
    path("office/meetings/", deciding.meetings, name="meetings"),
    path("office/duties/", aftercare.duties, name="duties"),
    path("office/duties/<int:pk>/", aftercare.check, name="duty_check"),
    path("my/duties/<int:pk>/", aftercare.hand_in, name="duty"),
    path("letters/<str:code>.pdf", verifying.letter_file, name="letter_file"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/<str:code>/", verifying.verify_code, name="verify_code"),
    path("approved/", verifying.approved, name="approved"),
]

"""What follows a decision: changes of what runs, findings of falsification, leaves."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.cases.views import changing, honesty, leaving

urlpatterns: list[URLPattern] = [
    path("my/cases/<str:number>/changes/", changing.changes, name="changes"),
    path("my/cases/<str:number>/changes/<slug:kind>/", changing.ask, name="change_ask"),
    path("office/changes/", changing.waiting, name="changes_waiting"),
    path("office/changes/<int:pk>/", changing.decide, name="change"),
    path("office/honesty/", honesty.findings, name="findings"),
    path("office/honesty/<str:number>/", honesty.finding, name="honesty"),
    path("office/honesty/<str:number>/decide", honesty.decide, name="honesty_decide"),
    path("office/honesty/<str:number>/lift", honesty.lift, name="honesty_lift"),
    path("office/cases/<str:number>/honesty/", honesty.propose, name="honesty_propose"),
    path("my/honesty/<str:number>/", honesty.own, name="own_honesty"),
    path("leave/", leaving.leaves, name="leaves"),
    path("leave/<str:number>/", leaving.leave, name="leave"),
    path("leave/<str:number>/ask/<slug:kind>/", leaving.ask, name="leave_ask"),
    path("leave/<str:number>/note/", leaving.note, name="leave_note"),
    path("leave/<str:number>/entries/<int:pk>/", leaving.answer, name="leave_answer"),
    path("leave/<str:number>/entries/<int:pk>/take-back", leaving.take_back, name="leave_take_back"),
]

"""Public notices and objections; behind them the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.cases.views import notices, notices_office, objections, objections_office

urlpatterns: list[URLPattern] = [
    path("notices/", notices.notices, name="notices"),
    path("notices/<str:number>/", notices.notice, name="notice"),
    path("notices/<str:number>/object/", objections.object_to, name="object"),
    path("objections/", objections.asked, name="objections"),
    path("objections/withdraw", objections.withdraw, name="objection_withdraw"),
    path("office/notices/", notices_office.notices, name="office_notices"),
    path("office/notices/new/<int:pk>/", notices_office.notice_new, name="notice_new"),
    path("office/notices/<str:number>/", notices_office.notice, name="office_notice"),
    path("office/notices/<str:number>/edit/", notices_office.notice_edit, name="notice_edit"),
    path("office/notices/<str:number>/publish", notices_office.publish, name="notice_publish"),
    path("office/notices/<str:number>/retract", notices_office.retract, name="notice_retract"),
    path("office/notices/<str:number>/take-down", notices_office.take_down, name="notice_take_down"),
    path("office/objections/", objections_office.objections, name="office_objections"),
    path("office/leads/", objections_office.leads, name="leads"),
    path("office/objections/<str:number>/", objections_office.objection, name="office_objection"),
    path("office/objections/<str:number>/take", objections_office.take, name="objection_take"),
    path("office/objections/<str:number>/look", objections_office.look, name="objection_look"),
    path("office/objections/<str:number>/answer", objections_office.answer, name="objection_answer"),
    path("office/objections/<str:number>/close", objections_office.close_lead, name="lead_close"),
    path("office/objections/<str:number>/files/<str:key>", objections_office.evidence, name="objection_file"),
]

"""Programmes and rounds at the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.cases.views import (
    proactive,
    programmes,
    programmes_beginning,
    programmes_editing,
    programmes_releasing,
    rounds,
)

urlpatterns: list[URLPattern] = [
    path("office/programmes/", programmes.listing, name="programmes"),
    path("office/programmes/new/", programmes_beginning.new, name="programme_new"),
    path("office/programmes/drafts/<int:pk>/", programmes_editing.draft, name="programme_draft"),
    path("office/programmes/drafts/<int:pk>/change/", programmes_editing.change, name="programme_change"),
    path("office/programmes/drafts/<int:pk>/preview/", programmes_editing.preview, name="programme_preview"),
    path("office/programmes/drafts/<int:pk>/submit/", programmes_releasing.submit, name="programme_submit"),
    path(
        "office/programmes/drafts/<int:pk>/publish/", programmes_releasing.publish, name="programme_publish"
    ),
    path(
        "office/programmes/drafts/<int:pk>/discard/", programmes_releasing.discard, name="programme_discard"
    ),
    path("office/programmes/drafts/<int:pk>/at/<str:at>/", programmes_editing.node, name="programme_node"),
    path("office/programmes/drafts/<int:pk>/<slug:group>/", programmes_editing.group, name="programme_group"),
    path("office/programmes/<slug:pack>/<slug:slug>/", programmes.programme, name="programme"),
    path(
        "office/programmes/<slug:pack>/<slug:slug>/versions/", programmes.versions, name="programme_versions"
    ),
    path("office/programmes/<slug:pack>/<slug:slug>/edit/", programmes_beginning.edit, name="programme_edit"),
    path("office/programmes/<slug:pack>/<slug:slug>/end/", programmes_beginning.end, name="programme_end"),
    path("office/programmes/<slug:pack>/<slug:slug>/open/", rounds.new, name="round_new"),
    path("office/rounds/", rounds.listing, name="rounds"),
    path("office/rounds/<int:pk>/", rounds.call, name="round"),
    path("office/rounds/<int:pk>/proactive/", proactive.found, name="proactive"),
    path("office/rounds/<int:pk>/proactive/judge/", proactive.judge, name="proactive_judge"),
    path("office/rounds/<int:pk>/proactive/send/", proactive.send, name="proactive_send"),
]

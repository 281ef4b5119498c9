"""Experts, panels, sheets; and the page on which anybody replays a draw."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.cases.views import reviewing_experts, reviewing_panels, reviewing_public, reviewing_sheets

urlpatterns: list[URLPattern] = [
    path("office/experts/", reviewing_experts.experts, name="experts"),
    path("office/experts/new/", reviewing_experts.expert_new, name="expert_new"),
    path("office/experts/<int:pk>/", reviewing_experts.expert, name="expert"),
    path("office/panels/", reviewing_panels.panels, name="panels"),
    path("office/panels/new/<int:pk>/", reviewing_panels.panel_new, name="panel_new"),
    path("office/panels/<str:number>/", reviewing_panels.panel, name="panel"),
    path("office/panels/<str:number>/draw", reviewing_panels.draw, name="panel_draw"),
    path("office/panels/<str:number>/recuse", reviewing_panels.recuse, name="panel_recuse"),
    path("office/panels/<str:number>/give-up", reviewing_panels.give_up, name="panel_give_up"),
    path("office/panels/<str:number>/close", reviewing_panels.close, name="panel_close"),
    path("office/panels/<str:number>/minutes.pdf", reviewing_panels.minutes, name="panel_minutes"),
    path("panels/<str:number>/", reviewing_public.draw, name="panel_public"),
    path("panels/<str:number>/draw.json", reviewing_public.draw_json, name="panel_json"),
    path("review/", reviewing_sheets.reviews, name="reviews"),
    path("review/ties/", reviewing_experts.ties, name="ties"),
    path("review/ties/end", reviewing_experts.tie_over, name="tie_end"),
    path("review/<str:number>/recuse/", reviewing_sheets.recuse, name="review_recuse"),
    path("review/<str:number>/<str:case>/", reviewing_sheets.sheet, name="review_sheet"),
    path("review/<str:number>/<str:case>/files/<str:key>", reviewing_sheets.material, name="review_file"),
]

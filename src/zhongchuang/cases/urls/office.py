"""The officer's desk, recommendation, employers."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.cases.views import (
    office,
    office_backfill,
    office_case,
    office_doing,
    office_posts,
    recommending,
)

urlpatterns: list[URLPattern] = [
    path("office/", office.home, name="office"),
    path("office/cases/", office.cases, name="office_cases"),
    path("office/cases/export.xlsx", office_doing.export, name="office_export"),
    path("office/cases/batch", office_doing.batch, name="office_batch"),
    path("office/batches/<str:key>/", office_doing.batch_done, name="batch"),
    path("office/views/save", office_doing.save_view, name="view_save"),
    path("office/views/<int:pk>/delete", office_doing.delete_view, name="view_delete"),
    path("office/cases/<str:number>/", office_case.case, name="office_case"),
    path("office/cases/<str:number>/assign/", office_case.assign, name="office_assign"),
    path("office/cases/<str:number>/move/<str:move>/", office_case.move, name="office_move"),
    path("office/cases/<str:number>/part/<slug:slug>/", office_case.part, name="office_part"),
    path("office/cases/<str:number>/files/<str:key>", office_case.paper, name="office_file"),
    path("office/posts/", office_posts.posts, name="posts"),
    path("office/posts/substitute", office_posts.substitute, name="substitute"),
    path("office/posts/hand-over", office_posts.hand_over, name="hand_over"),
    path("office/posts/<int:pk>/end", office_posts.end, name="substitute_end"),
    path("office/backfill/", office_backfill.backfill, name="backfill"),
    path("office/backfill/template.xlsx", office_backfill.template, name="backfill_template"),
    path("office/backfill/<str:key>/", office_backfill.sheet, name="backfill_sheet"),
    path("office/backfill/<str:key>/take", office_backfill.take, name="backfill_take"),
    path("office/backfill/<str:key>/drop", office_backfill.drop, name="backfill_drop"),
    path("office/recommend/", recommending.recommend_list, name="recommend"),
    path("office/recommend/<str:number>/", recommending.recommend_case, name="recommend_case"),
    path("my/approvals/", recommending.employer_list, name="employer"),
    path("my/approvals/<str:number>/", recommending.employer_case, name="employer_case"),
]

"""Addresses of the room."""

from django.urls import include, path

from zhongchuang.policy.views import (
    answering,
    browsing,
    compare,
    feeds,
    open_forms,
    publications,
    search,
    subscriptions,
    taxcheck,
    timeline,
    versions,
)

app_name = "policy"
urlpatterns = [
    path("", browsing.home, name="home"),
    path("policy/", browsing.documents, name="documents"),
    path("policy/<slug:slug>/", browsing.document, name="document"),
    path("policy/<slug:slug>/text", browsing.document_text, name="document_text"),
    path("policy/<slug:slug>/akn.xml", open_forms.document_akn, name="document_akn"),
    path("policy/<slug:slug>.jsonld", open_forms.document_linked, name="document_linked"),
    path("policy/<slug:slug>/clauses/<str:ref>/", browsing.clause, name="clause"),
    path("policy/<slug:slug>/versions/", versions.document_versions, name="document_versions"),
    path("policy/<slug:slug>/changes/", versions.document_changes, name="document_changes"),
    path("measures/", browsing.measures, name="measures"),
    path("measures/<slug:pack>/<slug:name>.jsonld", open_forms.measure_linked, name="measure_linked"),
    path("measures/<slug:pack>/<slug:name>/", browsing.measure, name="measure"),
    path("measures/<slug:pack>/<slug:name>/versions/", versions.measure_versions, name="measure_versions"),
    path("measures/<slug:pack>/<slug:name>/changes/", versions.measure_changes, name="measure_changes"),
    path(
        "measures/<slug:pack>/<slug:name>/parameters/<str:parameter>/", timeline.parameter, name="parameter"
    ),
    path("compare/", compare.compare, name="compare"),
    path("changes/", publications.changes, name="changes"),
    path("search/", search.search, name="search"),
    path("search/suggest", search.suggest, name="suggest"),
    path("ask/", answering.ask, name="ask"),
    path("ask/<str:secret>/", answering.question, name="question"),
    path("ask/<str:secret>/answer", answering.answer, name="answer"),
    path("ask/<str:secret>/results", answering.results, name="results"),
    path("ask/<str:secret>/share", answering.share, name="share"),
    path("ask/<str:secret>/delete", answering.delete, name="delete"),
    path("taxcheck/", taxcheck.home, name="taxcheck"),
    path("taxcheck/research/", taxcheck.research, name="taxcheck_research"),
    path("taxcheck/research/template.xlsx", taxcheck.template, name="taxcheck_template"),
    path("taxcheck/incubator/", taxcheck.incubator, name="taxcheck_incubator"),
    path("taxcheck/report.pdf", taxcheck.paper, name="taxcheck_paper"),
    path("v/<str:token>/", answering.verdict, name="verdict"),
    path("v/<str:token>/pdf", answering.verdict_pdf, name="verdict_pdf"),
    path("subscriptions/", subscriptions.subscriptions, name="subscriptions"),
    path("subscriptions/new/", subscriptions.subscribe, name="subscribe"),
    path("subscriptions/<int:pk>/", subscriptions.subscription, name="subscription"),
    path("subscriptions/<int:pk>/end", subscriptions.subscription_end, name="subscription_end"),
    path("subscriptions/unsubscribe/<str:token>/", subscriptions.unsubscribe, name="unsubscribe"),
    path("desk/", include("zhongchuang.policy.views.desk.urls")),
    path("scenarios/", include("zhongchuang.policy.views.scenarios_urls")),
    path("feeds/changes.atom", feeds.feed, name="feed"),
    path("feeds/subscriptions/<str:secret>.atom", feeds.own_feed, name="own_feed"),
]

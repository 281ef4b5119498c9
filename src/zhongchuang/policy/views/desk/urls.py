"""Addresses of the desk, under `desk/`."""

from django.urls import path

from zhongchuang.policy.views.desk import (
    classing,
    closing,
    ending,
    facts,
    head,
    listing,
    measures,
    mending,
    moving,
    proposals,
    reading,
    shelf,
)

urlpatterns = [
    path("", shelf.desk, name="desk"),
    path("new/", shelf.new, name="desk_new"),
    path("documents/<slug:slug>/", ending.document, name="desk_document"),
    path("documents/<slug:slug>/amend", ending.amend, name="desk_amend"),
    path("documents/<slug:slug>/end", ending.end, name="desk_end"),
    path("<str:key>/", reading.work, name="desk_work"),
    path("<str:key>/warning", reading.warning, name="desk_warning"),
    path("<str:key>/mend/<slug:op>/", mending.mend, name="desk_mend"),
    path("<str:key>/head/", head.head, name="desk_head"),
    path("<str:key>/places/", head.places, name="desk_places"),
    path("<str:key>/ends/", ending.ends, name="desk_ends"),
    path("<str:key>/classes/", classing.classes, name="desk_classes"),
    path("<str:key>/measures/", listing.measures, name="desk_measures"),
    path("<str:key>/measures/<slug:name>/", measures.measure, name="desk_measure"),
    path("<str:key>/facts/<slug:name>/", facts.fact, name="desk_fact"),
    path("<str:key>/proposals/", proposals.proposals, name="desk_proposals"),
    path("<str:key>/check/", closing.check, name="desk_check"),
    path("<str:key>/submit", closing.submit, name="desk_submit"),
    path("<str:key>/take-back", closing.take_back, name="desk_take_back"),
    path("<str:key>/review/", closing.review, name="desk_review"),
    path("<str:key>/return", closing.give_back, name="desk_return"),
    path("<str:key>/publish", closing.publish, name="desk_publish"),
    path("<str:key>/history/", moving.history, name="desk_history"),
    path("<str:key>/undo", moving.undo, name="desk_undo"),
    path("<str:key>/redo", moving.redo, name="desk_redo"),
    path("<str:key>/discard", moving.discard, name="desk_discard"),
]

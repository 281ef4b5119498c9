"""Addresses of 政策测算, under /scenarios/."""

from django.urls import path

from zhongchuang.policy.views import (
    scenarios,
    scenarios_editing,
    scenarios_populations,
    scenarios_results,
)

urlpatterns = [
    path("", scenarios.scenarios, name="scenarios"),
    path("choose/", scenarios_editing.choose, name="scenario_choose"),
    path("choose/measures/<slug:pack>/<slug:name>/", scenarios_editing.measure, name="scenario_measure"),
    path("choose/documents/<slug:slug>/", scenarios_editing.repeal, name="scenario_repeal"),
    path("compare/", scenarios_results.compare, name="scenario_compare"),
    path("populations/", scenarios_populations.populations, name="populations"),
    path("populations/template.xlsx", scenarios_populations.template, name="population_template"),
    path("populations/upload", scenarios_populations.upload, name="population_upload"),
    path("populations/draw", scenarios_populations.draw, name="population_draw"),
    path("populations/register", scenarios_populations.register, name="population_register"),
    path("populations/<str:key>/", scenarios_populations.population, name="population"),
    path("populations/<str:key>/delete", scenarios_populations.delete, name="population_delete"),
    path("runs/<str:key>/", scenarios_results.run, name="scenario_run"),
    path("runs/<str:key>/cancel", scenarios.run_cancel, name="scenario_run_cancel"),
    path("runs/<str:key>/result.xlsx", scenarios_results.workbook, name="scenario_run_workbook"),
    path("runs/<str:key>/result.pdf", scenarios_results.paper, name="scenario_run_paper"),
    path("<str:key>/", scenarios.scenario, name="scenario"),
    path("<str:key>/run", scenarios.run_start, name="scenario_run_start"),
    path("<str:key>/delete", scenarios.delete, name="scenario_delete"),
]

"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from zhongchuang.ledger.views import batches, budgets, clawbacks, order, order_acts, orders, overview, results

app_name = "ledger"
urlpatterns = [
    path("money/", overview.overview, name="overview"),
    path("money/accounts/", overview.accounts, name="accounts"),
    path("money/accounts/sheet.xlsx", overview.accounts_sheet, name="accounts_sheet"),
    path("money/budgets/new/", budgets.budget_new, name="budget_new"),
    path("money/budgets/<int:pk>/", budgets.budget, name="budget"),
    path("money/budgets/<int:pk>/statement.xlsx", budgets.budget_statement, name="budget_statement"),
    path("money/budgets/<int:pk>/<slug:act>/", budgets.budget_act, name="budget_act"),
    path("money/payments/", orders.orders, name="orders"),
    path("money/payments/sign", orders.orders_sign, name="orders_sign"),
    path("money/payments/hand-down", orders.orders_down, name="orders_down"),
    path("money/payments/<int:pk>/", order.order, name="order"),
    path("money/payments/<int:pk>/<slug:act>/", order_acts.order_act, name="order_act"),
    path("money/batches/", batches.batches, name="batches"),
    path("money/batches/make", batches.batch_make, name="batch_make"),
    path("money/batches/<int:pk>/", batches.batch, name="batch"),
    path("money/batches/<int:pk>/export", batches.batch_export, name="batch_export"),
    path("money/batches/<int:pk>/results.xlsx", batches.batch_template, name="batch_template"),
    path("money/batches/<int:pk>/cancel/", batches.batch_cancel, name="batch_cancel"),
    path("money/results/", results.results, name="results"),
    path("money/results/<int:pk>/", results.result, name="result"),
    path("money/results/<int:pk>/import", results.result_import, name="result_import"),
    path("money/clawbacks/", clawbacks.clawbacks, name="clawbacks"),
    path("money/clawbacks/<int:pk>/", clawbacks.clawback, name="clawback"),
    path("money/clawbacks/<int:pk>/<slug:act>/", clawbacks.clawback_act, name="clawback_act"),
]

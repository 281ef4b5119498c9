"""A provider's orders and counter: /counter/…"""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.vouchers.views import counter, counter_payments, delivering, redeeming, registering

urlpatterns: list[URLPattern] = [
    path("counter/", counter.counter, name="counter"),
    path("counter/redeem/", redeeming.redeem, name="redeem"),
    path("counter/register/", registering.register, name="counter_register"),
    path("counter/orders/", counter.orders, name="counter_orders"),
    path("counter/orders/<str:number>/", counter.order, name="counter_order"),
    path("counter/orders/<str:number>/deliver/", delivering.deliver, name="deliver"),
    path("counter/orders/<str:number>/deliver/papers", delivering.paper_add, name="paper_add"),
    path(
        "counter/orders/<str:number>/deliver/papers/<int:pk>/remove",
        delivering.paper_remove,
        name="paper_remove",
    ),
    path("counter/orders/<str:number>/<slug:act>/", counter.order_act, name="counter_order_act"),
    path("counter/settlements/", counter_payments.payments, name="counter_payments"),
    path("counter/settlements/<int:pk>/", counter_payments.payment, name="counter_payment"),
    path("counter/<int:pk>/", registering.entry, name="counter_provider"),
    path("counter/<int:pk>/services", registering.service_add, name="service_add"),
    path("counter/<int:pk>/services/<int:service>/end", registering.service_end, name="service_end"),
    path("counter/<int:pk>/account/", registering.account, name="counter_account"),
]

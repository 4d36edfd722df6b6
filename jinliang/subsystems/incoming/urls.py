"""Addresses of incoming documents."""

from django.urls import path

from .views import charging, following, instructing, office, orders, register, registering

app_name = "incoming"
urlpatterns = [
    path("incoming/", register.listing, name="list"),
    path("incoming/export/", register.export, name="export"),
    path("incoming/print/", register.printed, name="printed"),
    path("incoming/new/", registering.new, name="new"),
    path("incoming/alike/", registering.alike, name="alike"),
    path("incoming/office/", office.edit, name="office"),
    path("incoming/orders/", orders.listing, name="orders"),
    path("incoming/orders/new/", orders.new, name="order_new"),
    path("incoming/orders/<uuid:uuid>/", orders.edit, name="order"),
    path("incoming/orders/<uuid:uuid>/<str:name>/", orders.act, name="order_act"),
    path("incoming/instructions/", instructing.waiting, name="waiting"),
    path("incoming/instructions/<int:item_id>/", instructing.sign, name="sign"),
    path("incoming/<uuid:uuid>/edit/", registering.edit, name="edit"),
    path("incoming/<uuid:uuid>/pages/<uuid:file_id>/remove/", registering.remove_page, name="remove_page"),
    path("incoming/<uuid:uuid>/charge/", charging.charge, name="charge"),
    path("incoming/<uuid:uuid>/call/", following.call, name="call"),
    path("incoming/<uuid:uuid>/enter/", instructing.enter, name="enter"),
    path("incoming/<uuid:uuid>/sheet/", following.sheet, name="sheet"),
    path("incoming/<uuid:uuid>/actions/<str:name>/", following.act, name="act"),
    path("incoming/items/<int:item_id>/assign/", charging.assign, name="assign"),
    path("incoming/items/<int:item_id>/close/", following.close, name="close"),
    path("incoming/items/<int:item_id>/feedback/", charging.feedback, name="feedback"),
    path("incoming/items/<int:item_id>/unfit/", charging.unfit, name="unfit"),
]

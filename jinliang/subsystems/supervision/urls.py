"""Addresses of supervision."""

from django.urls import path

from . import views

app_name = "supervision"
urlpatterns = [
    path("supervision/", views.listing, name="list"),
    path("supervision/new/", views.new, name="new"),
    path("supervision/export/", views.export, name="export"),
    path("supervision/<uuid:uuid>/due/", views.due, name="due"),
    path("supervision/<uuid:uuid>/notice.pdf", views.notice, name="notice"),
    path("supervision/<uuid:uuid>/", views.item, name="item"),
]

"""Addresses of supervision."""

from django.urls import path

from . import views

app_name = "supervision"
urlpatterns = [
    path("supervision/", views.listing, name="list"),
    path("supervision/new/", views.new, name="new"),
    path("supervision/<uuid:uuid>/", views.item, name="item"),
]

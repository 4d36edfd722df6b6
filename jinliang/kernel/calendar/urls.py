"""Addresses of the calendar."""

from django.urls import path

from . import views

app_name = "calendar"

urlpatterns = [
    path("calendar/", views.year, name="year"),
    path("calendar/amend/", views.amend, name="amend"),
    path("calendar/import/", views.read, name="import"),
    path("calendar/publish/", views.publish, name="publish"),
]

"""Addresses of the statistics."""

from django.urls import path

from . import views

app_name = "statistics"
urlpatterns = [
    path("statistics/", views.overview, name="overview"),
    path("statistics/cases/", views.cases, name="cases"),
    path("statistics/cases/export/", views.export_cases, name="export_cases"),
    path("statistics/<slug:name>.xlsx", views.export, name="export"),
]

"""Of the outer site: checking, and nothing else."""

from django.urls import path

from . import views

app_name = "seals"
urlpatterns = [path("seals/check/", views.public_check, name="check")]

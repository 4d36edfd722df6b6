"""Of the outer site."""

from django.urls import path

from . import views

app_name = "search"
urlpatterns = [path("search/", views.public_results, name="results")]

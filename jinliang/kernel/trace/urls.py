from django.urls import path

from . import views

app_name = "trace"
urlpatterns = [
    path("audit/", views.search, name="search"),
    path("audit/trace.xlsx", views.download, name="download"),
]

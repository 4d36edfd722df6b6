from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [path("shell/counts/", views.counts, name="counts")]

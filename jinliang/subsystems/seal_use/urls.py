"""Addresses of applications for the use of a seal."""

from django.urls import path

from . import views

app_name = "seal_use"
urlpatterns = [
    path("seal-use/", views.listing, name="list"),
    path("seal-use/new/", views.new, name="new"),
    path("seal-use/items/<int:item_id>/submit/", views.submit, name="submit"),
    path("seal-use/items/<int:item_id>/approve/", views.approve, name="approve"),
    path("seal-use/items/<int:item_id>/seal/", views.seal, name="seal"),
]

"""Of the inner site."""

from django.urls import path

from . import views

app_name = "seals"
urlpatterns = [
    path("seals/", views.listing, name="list"),
    path("seals/new/", views.new, name="new"),
    path("seals/check/", views.check, name="check"),
    path("seals/authorities/", views.authorities, name="authorities"),
    path("seals/authorities/tell/", views.tell_all, name="tell_all"),
    path("seals/authorities/<int:authority_id>/distrust/", views.distrust, name="distrust"),
    path("seals/<uuid:uuid>/certificate/", views.enter_certificate, name="enter_certificate"),
    path("seals/<uuid:uuid>/sm2/", views.add_sm2, name="add_sm2"),
    path("seals/<uuid:uuid>/", views.seal, name="seal"),
    path("seals/<uuid:uuid>/picture.png", views.picture, name="picture"),
    path("seals/<uuid:uuid>/suspend/", views.change, {"act": "suspend"}, name="suspend"),
    path("seals/<uuid:uuid>/resume/", views.change, {"act": "resume"}, name="resume"),
    path("seals/<uuid:uuid>/revoke/", views.change, {"act": "revoke"}, name="revoke"),
    path("seals/<uuid:uuid>/authorise/", views.authorise, name="authorise"),
    path("seals/<uuid:uuid>/keeper/", views.hand_over, name="hand_over"),
]

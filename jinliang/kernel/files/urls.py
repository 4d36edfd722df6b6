"""Addresses of files and uploads, on both sites."""

from django.urls import path

from . import views

app_name = "files"

urlpatterns = [
    path("files/upload/", views.begin_upload, name="begin_upload"),
    path("files/upload/<str:upload_id>", views.upload, name="upload"),
    path("files/<uuid:pk>/", views.file, name="file"),
    path("files/<uuid:pk>/view/", views.viewer, name="viewer"),
    path("files/<uuid:pk>/pages/<int:number>.png", views.page_image, name="page_image"),
]

"""Addresses of signing in, of one's own posts, of the directory and of administration."""

from django.urls import URLPattern, path

from .views import sign_in

app_name = "org"

urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
]

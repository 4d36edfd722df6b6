"""Addresses of signing in, of one's own account, of the directory and of administration."""

from django.urls import path

from .views import mine, sign_in

app_name = "org"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("account/", mine.account, name="account"),
    path("account/password/", mine.password, name="password"),
    path("account/totp/", mine.totp, name="totp"),
    path("account/sessions/end/", mine.end_sessions, name="end_sessions"),
    path("account/delegations/", mine.delegations, name="delegations"),
    path("account/delegations/<int:pk>/end/", mine.end_delegation, name="end_delegation"),
    path("switch-post/", mine.switch_post, name="switch_post"),
]

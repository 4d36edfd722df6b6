from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "jinliang.ui"
    label = "ui"
    verbose_name = "界面"

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    name = "jinliang.ui"
    label = "ui"
    verbose_name = "界面"

    def ready(self) -> None:
        """Every app's ``nav.py`` puts its entries and doors into the shell."""
        autodiscover_modules("nav")

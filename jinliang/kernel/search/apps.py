from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    name = "jinliang.kernel.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        autodiscover_modules("searchable")

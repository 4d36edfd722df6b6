from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DocumentsConfig(AppConfig):
    name = "jinliang.kernel.documents"
    label = "documents"
    verbose_name = "文稿"

    def ready(self) -> None:
        autodiscover_modules("notice_texts")

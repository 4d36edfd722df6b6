from importlib import import_module

from django.apps import AppConfig


class DocumentExchangeConfig(AppConfig):
    name = "jinliang.subsystems.document_exchange"
    label = "document_exchange"
    verbose_name = "公文交换"

    def ready(self) -> None:
        import_module(f"{self.name}.hooks")

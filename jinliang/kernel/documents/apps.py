from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "jinliang.kernel.documents"
    label = "documents"
    verbose_name = "文书"

import os

from django.apps import AppConfig

from . import clamav, registry


class FilesConfig(AppConfig):
    name = "jinliang.kernel.files"
    label = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        if address := os.environ.get("JINLIANG_CLAMAV"):
            registry.scanner(clamav.ClamAV(address))

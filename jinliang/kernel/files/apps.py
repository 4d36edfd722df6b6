from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "jinliang.kernel.files"
    label = "files"
    verbose_name = "文件"

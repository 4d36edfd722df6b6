from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FormsConfig(AppConfig):
    name = "jinliang.kernel.forms"
    label = "forms"
    verbose_name = "表单"

    def ready(self) -> None:
        autodiscover_modules("forms_declared")

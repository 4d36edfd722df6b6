from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "jinliang.kernel.forms"
    label = "forms"
    verbose_name = "表单"

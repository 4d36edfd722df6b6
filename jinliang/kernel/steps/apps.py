from django.apps import AppConfig


class StepsConfig(AppConfig):
    name = "jinliang.kernel.steps"
    label = "steps"
    verbose_name = "步骤表"

from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "jinliang.kernel.flow"
    label = "flow"
    verbose_name = "办件"

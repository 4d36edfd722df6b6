from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "jinliang.kernel.trace"
    label = "trace"
    verbose_name = "留痕"

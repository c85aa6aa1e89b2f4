"""The program as Django starts it: every process has the same adapters."""

from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "nafa.runtime"
    label = "runtime"

    def ready(self) -> None:
        from nafa.runtime.adapters import bind_adapters

        bind_adapters()

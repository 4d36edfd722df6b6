"""``publish_flows``: after each migration, make what the code declares the newest published version."""

from typing import Any

from django.core.management.base import BaseCommand

from jinliang.kernel.flow import versions


class Command(BaseCommand):
    help = "发布有改动的流程"

    def handle(self, *_args: Any, **options: Any) -> None:
        for row in versions.publish_all():
            if options["verbosity"]:
                self.stdout.write(f"已发布 {row}")

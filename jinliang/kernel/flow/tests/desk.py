"""The cast with the duties of the test flows, and short ways to open cases and find their items."""

import itertools

from jinliang.kernel.flow import services
from jinliang.kernel.flow.models import Item

from . import flows
from .flows import CHIEF, CLERK, OFFICE


class Desk:
    def __init__(self, cast):
        self.cast, self.numbers = cast, itertools.count(1)
        flows.publish()
        cast.grant("clerk", CLERK.key)
        cast.grant("chief", CHIEF.key)
        cast.grant("handler", OFFICE.key)

    def __getattr__(self, name):
        return getattr(self.cast, name)

    def key(self):
        return f"key {next(self.numbers)}"

    def open(self, flow_key="flowtest.letter", by=None, **others):
        given = {"unit_id": self.unit.pk, "title": "关于植树的函", "subject": "", "key": self.key()} | others
        return services.open_case(flow_key, by=by or self.clerk, **given)

    def items(self, case, **where):
        return Item.objects.filter(case=case, state=Item.State.OPEN, kind=Item.Kind.TODO, **where).order_by("pk")

    def item(self, case, **where):
        return self.items(case, **where).get().pk

    def steps(self, case):
        return sorted(self.items(case).values_list("step", flat=True))

    def do(self, case, step, move, by, **others):
        return services.complete(self.item(case, step=step), move, by=by, key=self.key(), **others)

    def sent_for_signing(self, *members):
        """A letter that lies with these members to countersign."""
        case = self.open()
        self.do(case, "draft", "submit", self.clerk, to=[member.post_id for member in members])
        return case

"""The node at the other end of ``nodes``: does what it is asked for in lines of JSON, until there are no more."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from jinliang.subsystems.document_exchange.models import Copy

from . import nodes


def measure(quick: bool) -> dict[str, float]:  # noqa: ARG001 - the shape of every figure
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_done(json.loads(line))) + "\n")
        sys.stdout.flush()
    return {}


def _done(given: dict[str, Any]) -> Any:
    match given["do"]:
        case "settle":
            nodes.settle(given["key"])
            return nodes.card()
        case "meet":
            return nodes.meet(given["key"], given["card"])
        case "publish":
            return nodes.publish("prefecture-province", Path(given["folder"]))
        case "take":
            return nodes.take(Path(given["folder"]))
        case "spent":
            return time.process_time()
        case "delivered":
            return Copy.objects.filter(state="delivered").count()
    raise ValueError(given["do"])

"""One figure in a process of its own: ``python -m bench.child SITE NAME [--quick]`` prints its values as JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module

from jinliang.host import site


def main() -> None:
    key, name, *options = sys.argv[1:]
    site.enter(key)
    figure = import_module(f"bench.figures.{name}")
    print(json.dumps(figure.measure(quick="--quick" in options)))


if __name__ == "__main__":
    main()

"""practicum coverage: the table of capabilities and what carries each."""

from __future__ import annotations

import argparse
import json


def arguments(parser: argparse.ArgumentParser) -> None:
    """As a table, or as JSON."""
    parser.add_argument("--json", action="store_true", help="an object by id with actions, pages and tests")


def run(options: argparse.Namespace) -> int:
    """Print it."""
    from practicum.site.capabilities import CAPABILITIES
    from practicum.site.coverage import carried

    found = carried()
    if options.json:
        print(json.dumps(found, indent=2))
        return 0
    print(f"{'':5}{'the work':46}{'actions':>8}{'pages':>7}{'tests':>7}")
    for each, words in CAPABILITIES.items():
        counts = [len(found[each][kind]) for kind in ("actions", "pages", "tests")]
        print(f"{each:5}{words[:44]:46}{counts[0]:8}{counts[1]:7}{counts[2]:7}")
    whole = sum(all(lists.values()) for lists in found.values())
    print(f"\n{whole} of {len(CAPABILITIES)} have actions, pages and tests.")
    return 0

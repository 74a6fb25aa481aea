"""practicum createmanager: the first sign-in of a real practice, or a way back in for one who is locked out."""

from __future__ import annotations

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Who it is, and the practice when there is none yet."""
    parser.add_argument("--given", help="given name")
    parser.add_argument("--family", help="family name")
    parser.add_argument("--email", default="", help="e-mail address")
    parser.add_argument("--practice", default="", help="name of the practice, when there is none yet")
    parser.add_argument("--zone", default="", help="its time zone, as America/New_York")
    parser.add_argument("--again", metavar="NAME", help="a new set-up link for the sign-in of this name")
    parser.add_argument(
        "--address", default="http://localhost:8000", help="where the pages are, for the link"
    )


def run(options: argparse.Namespace) -> int:
    """Print a one-time set-up link; 1 with a sentence when there is none to give."""
    from pydantic import ValidationError

    from practicum.kernel import clock
    from practicum.kernel.authority import bootstrap

    try:
        if options.again:
            path = bootstrap.link_for_username(options.again, now=clock.now())
        elif options.given and options.family:
            path = bootstrap.create_manager(
                given_name=options.given, family_name=options.family, email=options.email,
                practice_name=options.practice, zone=options.zone, now=clock.now(),
            ).path  # fmt: skip
        else:
            print("Say who it is: --given Ana --family Ruiz.", file=sys.stderr)
            return 1
    except bootstrap.NotMade as problem:
        print(problem, file=sys.stderr)
        return 1
    except ValidationError as error:
        for wrong in error.errors():
            print(f"{wrong['loc'][0]}: {wrong['msg']}", file=sys.stderr)
        return 1
    print("Open this link within three days. It works once, and is shown only now:")
    print(options.address.rstrip("/") + path)
    return 0

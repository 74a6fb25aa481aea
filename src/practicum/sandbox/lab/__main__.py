"""``python -m practicum.sandbox.lab --people FILE``: the laboratory without a database."""

import argparse
import sys

from practicum.sandbox.lab.command import arguments, run

_parser = argparse.ArgumentParser(prog="practicum.sandbox.lab", description=__doc__)
arguments(_parser)
sys.exit(run(_parser.parse_args()))

"""Django's own commands, for those who work on Practicum: python -m practicum.site.manage."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one of Django's commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practicum.site.settings")
    os.environ.setdefault("PRACTICUM_AS_OWNER", "1")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""``python -m practicum.adapters.lab``: the listener alone, for those who do not use ``practicum start``."""

import os

import django

from practicum.adapters.lab.listen import run

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practicum.site.settings")
django.setup()
run()

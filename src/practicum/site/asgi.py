"""The web application as servers load it."""

from __future__ import annotations

import os
import signal

from django.core.asgi import get_asgi_application

from practicum.site import logs
from practicum.site.server.mortal import follow_parent

follow_parent(with_signal=signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practicum.site.settings")
logs.configure()
application = get_asgi_application()

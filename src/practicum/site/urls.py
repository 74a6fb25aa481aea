"""All addresses: the health address here, every page where its room declares it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
if find_spec("practicum.kernel.web.routes") is not None:
    urlpatterns += import_module("practicum.kernel.web.routes").urlpatterns()

handler400 = "practicum.site.errors.bad_request"
handler403 = "practicum.site.errors.forbidden"
handler404 = "practicum.site.errors.not_found"
handler500 = "practicum.site.errors.failed"

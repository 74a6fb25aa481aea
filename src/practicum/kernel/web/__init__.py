"""Pages: who may use them, how they are rendered, how a form becomes an action."""

from practicum.kernel.web import who
from practicum.kernel.web.render import add_context, redirect_to, render, render_text
from practicum.kernel.web.request import PracticeRequest, Turned, me
from practicum.kernel.web.routes import page
from practicum.kernel.web.seeing import check_open, see

__all__ = [
    "PracticeRequest",
    "Turned",
    "add_context",
    "check_open",
    "me",
    "page",
    "redirect_to",
    "render",
    "render_text",
    "see",
    "who",
]

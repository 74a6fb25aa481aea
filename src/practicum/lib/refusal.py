"""The one way the helpers say no: a sentence the person typing can act on."""


class NotUnderstood(ValueError):
    """What was typed or sent cannot be taken; ``str()`` is a sentence for the one who typed it."""

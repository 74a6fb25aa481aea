"""Billing's one door: what rooms above may use."""

from practicum.rooms.billing.actions import TakeCopay, VoidPayment, take_copay, void_payment
from practicum.rooms.billing.events import PaymentTaken, PaymentVoided
from practicum.rooms.billing.queries import PaymentView, payment, payments_of_visits

__all__ = [
    "PaymentTaken", "PaymentView", "PaymentVoided", "TakeCopay", "VoidPayment", "payment", "payments_of_visits",
    "take_copay", "void_payment",
]  # fmt: skip

"""A receipt as a document to print or keep, set with Typst."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import typst

from practicum.kernel.practice.queries import PracticeCard
from practicum.lib.money import format_cents
from practicum.rooms.billing.queries import PaymentView

# Values reach the document as data, never as markup: a name with a # in it stays a name.
_SOURCE = """
#let r = json(bytes(sys.inputs.receipt))
#set page(paper: "us-letter", margin: 2.2cm)
#set document(title: "Receipt " + r.number, author: r.practice)
#set text(size: 11pt)
#text(size: 15pt, weight: "bold", r.practice)
#linebreak()
#text(fill: luma(90), r.address)
#v(1.2em)
#grid(columns: (1fr, auto), text(size: 13pt, weight: "bold", "Receipt " + r.number), r.date)
#if r.voided != "" [#v(.4em) #text(fill: rgb("#ae2228"), weight: "bold", "VOID: " + r.voided)]
#v(.8em)
#grid(columns: (4cm, 1fr), row-gutter: .7em,
  [Received from], r.patient, [Record number], r.record_number, [For], "Co-payment", [Taken by], r.taken_by)
#v(1em)
#table(columns: (1fr, auto), stroke: none, inset: (x: 0pt, y: 5pt),
  table.hline(stroke: .5pt),
  ..r.lines.flatten().enumerate().map(((i, cell)) => if calc.odd(i) { align(right, cell) } else { cell }),
  table.hline(stroke: .5pt),
  text(weight: "bold", "Total"), align(right, text(weight: "bold", r.total)))
#v(2em)
#text(size: 9pt, fill: luma(90), "Thank you. Questions: " + r.phone)
"""


def receipt_pdf(payment: PaymentView, practice: PracticeCard, *, date: str) -> bytes:
    """The receipt as PDF."""
    values = {
        "practice": practice.name, "address": practice.address, "phone": practice.phone,
        "number": str(payment.receipt_number), "date": date, "patient": f"{payment.given_name} {payment.family_name}",
        "record_number": payment.record_number, "taken_by": payment.taken_by, "voided": payment.void_reason,
        "lines": [[one.words, format_cents(one.amount_cents)] for one in payment.tenders],
        "total": format_cents(payment.amount_cents),
    }  # fmt: skip
    made = typst.compile(_SOURCE.encode(), sys_inputs={"receipt": json.dumps(values)}, format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("The typesetter answered with several files.")
    return made


def zone_of(practice: PracticeCard) -> ZoneInfo:
    """The clock receipts go by."""
    return ZoneInfo(practice.zone)

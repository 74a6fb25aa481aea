"""HL7 version 2 in its vertical-bar form: a thin lossless codec, and what the practice reads with it.

``message`` splits and joins without losing a byte; ``header``, ``oru`` read into plain
dataclasses; ``ack`` and ``write`` build messages; every refusal is an ``Hl7Error`` carrying the
place, the code of HL7 table 0357 and a sentence.
"""

"""The laboratory's door: HL7 v2 over MLLP, each message kept before it is acknowledged."""

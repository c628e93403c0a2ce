"""HL7 v2 on the wire: frames, character sets, acknowledgements and the listener."""

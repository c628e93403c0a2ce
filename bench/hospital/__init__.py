"""A hospital's day of HL7 v2, with the faults that a wire has, through the adapter to the hub."""

"""JSON as text: parsed strictly, and where in it stands what a finding names."""

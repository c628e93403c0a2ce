"""$access-decision: which rule opens or closes which section, with evidence."""

"""One rule a file: facts in, Permit, Deny or NotApplicable out."""

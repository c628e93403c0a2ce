"""/rtp/cases: the cases of a transfer point, what presses most, and what is done next."""

"""/rtp/capacity: a planner says what his sites have, and the transfer point sees all of it."""

"""/rtp/request: a GP or a ward asks the transfer point for a place, in three minutes."""

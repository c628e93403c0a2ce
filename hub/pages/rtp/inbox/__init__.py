"""/rtp/inbox: what an organisation was offered, and what it says to that."""

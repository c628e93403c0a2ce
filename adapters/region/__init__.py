"""Cases between the hubs of two regions, for the transfer point that takes them over."""

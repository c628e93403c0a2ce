"""Pages that the hub serves to people."""

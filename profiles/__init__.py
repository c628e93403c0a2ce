"""What valid data looks like: nothing here reads, writes or asks."""

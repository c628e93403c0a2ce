"""What valid data looks like."""

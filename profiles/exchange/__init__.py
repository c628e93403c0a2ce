"""What the hub itself defines: its operations."""

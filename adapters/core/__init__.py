"""What every adapter shares: the hub client, the outbox and the checkpoint."""

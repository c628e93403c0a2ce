"""Subscriptions by which the hub tells others: how they stand, asked by who is told."""

"""What an operator looks at: whether the hub is ready, and what its processes count."""

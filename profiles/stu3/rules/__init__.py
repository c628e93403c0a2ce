"""What of each type is not carried by its own name: one file a resource."""

"""SearchParameter definitions to values to index."""

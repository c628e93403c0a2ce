"""General-practice systems: the completed national PZP form."""

"""What judging a resource by its profile costs, and what it finds, beside other validators."""

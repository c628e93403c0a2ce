"""What can be done in a case: who may, what stands against it, what becomes of it."""

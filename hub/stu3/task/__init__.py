"""The Task of eOverdracht, as a client of STU3 reads and sends it."""

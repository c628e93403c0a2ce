"""What the command line does beside the demo: serve, migrate, register."""

"""What is noted of each answer while it goes out: a log line, a count, a trace; nobody's data."""

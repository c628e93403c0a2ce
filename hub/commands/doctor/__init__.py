"""`hub doctor`: looks at everything that a hub stands on, and says what is wrong and what to do."""

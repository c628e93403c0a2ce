"""What is found against a resource, and what the policy makes of it; off the event loop."""

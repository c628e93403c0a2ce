"""A whole public key infrastructure to test with: nobody's, made anew each time."""

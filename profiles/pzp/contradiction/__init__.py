"""What wills and agreements say of the same treatment, and where they are contrary."""

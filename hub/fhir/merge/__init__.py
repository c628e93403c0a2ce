"""Two Patients of one source that are one person, or one that was taken for another."""

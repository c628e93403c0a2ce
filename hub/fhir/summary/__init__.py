"""$summary: the wishes as read for a doctor, as a document or as one page of words."""

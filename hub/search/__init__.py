"""Query string to SearchQuery to SQL."""

"""Open mHealth data points of a platform at which inhabitants measure themselves, at home."""

"""$open: what candidates may be told of a request for a place, for who makes the offers."""

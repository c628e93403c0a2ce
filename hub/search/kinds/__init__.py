"""One file per kind of search parameter: values to index keys, query text to a filter."""

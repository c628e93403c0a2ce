"""The figures of a month as a page: numbers, plots and tables of the same."""

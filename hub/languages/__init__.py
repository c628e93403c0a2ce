"""In which language a caller is told what went wrong."""

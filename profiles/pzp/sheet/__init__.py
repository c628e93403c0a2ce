"""The reading in words: what a screen, a paper, a summary and a terminal show alike."""

"""Writing a talk down, at the pages of /viewer.

docs/decisions/0050-the-talk-written-down-here.md
"""

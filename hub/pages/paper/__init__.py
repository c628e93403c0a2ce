"""What is printed: the letter for who is not online, and an inhabitant's wishes to take along.

docs/decisions/0042-what-is-printed.md
"""

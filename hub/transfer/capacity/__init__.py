"""What sites have free, who keeps a place of it, and how much to rely on what they said.

docs/decisions/0088-capacity-and-matching.md
"""

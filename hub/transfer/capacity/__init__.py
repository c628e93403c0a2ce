"""What sites have free, who keeps a place of it, and how much to rely on what they said.

docs/decisions/0086-the-transfer-point.md
"""

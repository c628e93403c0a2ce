"""The national layer for personal health environments (PGOs): its authorization server.

docs/decisions/0043-the-national-layer.md
"""

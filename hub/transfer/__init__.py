"""Cases of the regional transfer point and their offers: rules and state, no HTTP, no SQL.

docs/decisions/0086-the-transfer-point.md
"""

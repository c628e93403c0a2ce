"""What a question of the operator lacks."""


class NotAsked(Exception):
    """The message says what to give; it never repeats a number of a person."""

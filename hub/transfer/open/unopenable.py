"""That no offer can be made of a request."""


class Unopenable(Exception):
    """`place` is the element that stands in the way; nothing of what is written there is told."""

    def __init__(self, place: str) -> None:
        super().__init__(f"No offer can be made of this: {place} does not say what it must.")
        self.place = place

"""The nl-core profiles of zib2020, beneath the PZP profiles and one step beside them."""

"""What statements of who logged in are known by, whoever signs them and whoever reads them.

docs/decisions/0027-people-behind-calls.md
"""

LOCAL = "https://local.invalid/jwks.json"
"""Keys of this very machine, for a demo on it and nothing else: at an address that nobody has."""
KIND = "inhabitant+jwt"
"""In the header of an inhabitant's, so that no other passes for one, nor it for another."""

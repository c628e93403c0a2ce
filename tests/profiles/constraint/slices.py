"""Sliced elements, and the observation whose elements are sliced."""

from tests.profiles.constraint.authored import element

SCT = "http://codes.example/numbers"


def coded(*codes, system=SCT):
    return {"coding": [{"system": system, "code": code} for code in codes]}


def observation(**more):
    return {"resourceType": "Observation", "status": "final", "code": coded("1")} | more


def by(*pairs, rules="open", **more):
    discriminators = [{"type": kind, "path": path} for kind, path in pairs]
    listed = {"discriminator": discriminators} if discriminators else {}
    return {"slicing": {**listed, "rules": rules} | more}


def part(path, slice_name, beneath, **facets):
    """An element beneath a slice."""
    return element(f"{path}.{beneath}", id=f"{path}:{slice_name}.{beneath}", **facets)

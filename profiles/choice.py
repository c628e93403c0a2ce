"""Which profiles judge a resource, whatever it declares: told by type, code, scope and category.

Nothing obliges a source to send meta.profile, and what it sends may be laxer than what its codes
ask for: these are judged by both.
https://hl7.org/fhir/R4/profiling.html#resources
"""

from collections.abc import Iterator, Sequence

from profiles import systems
from profiles.pzp import choice as pzp
from profiles.resource.surroundings import Others, Resource, Surroundings
from profiles.transfer import choice as transfer

Canonicals = tuple[str, ...]

# Where one profile of nl-core is for all of a type, and asks nothing that is only for some.
_NL_CORE = {
    "Location": (f"{systems.NICTIZ}nl-core-HealthcareProvider",),
    "Organization": (f"{systems.NICTIZ}nl-core-HealthcareProvider-Organization",),
    "Patient": (f"{systems.NICTIZ}nl-core-Patient",),
    "Practitioner": (f"{systems.NICTIZ}nl-core-HealthProfessional-Practitioner",),
    "PractitionerRole": (f"{systems.NICTIZ}nl-core-HealthProfessional-PractitionerRole",),
    "RelatedPerson": (f"{systems.NICTIZ}nl-core-ContactPerson",),
}


class Choice:
    """The choice for the resources of one Bundle, or for one alone.

    What only a look at all of them tells is looked for once, when it is first asked.
    """

    __slots__ = ("_others", "_records", "_talks")

    def __init__(self, others: Others) -> None:
        self._others = others
        self._records: tuple[Resource, ...] | None = None
        self._talks: frozenset[int] | None = None

    def profiles(
        self, resource: Resource, around: Surroundings, declared: Sequence[str] = ()
    ) -> Canonicals:
        """The canonicals that judge a resource beside what it `declared` and is known: its codes'.

        Only where there are neither, its type chooses. Of the guide, those of its newest release.
        """
        if type(resource.get("resourceType")) is not str:
            return ()
        coded = self._by_codes(resource, around)
        return coded if coded or declared else self._by_type(resource)

    def _by_codes(self, resource: Resource, around: Surroundings) -> Canonicals:
        found = pzp.guide_profiles(resource, around) + transfer.transfer_profiles(resource)
        if not found and resource["resourceType"] == "Encounter" and self._is_talk(resource):
            return (pzp.ENCOUNTER,)
        return found

    def _by_type(self, resource: Resource) -> Canonicals:
        kind = resource["resourceType"]
        if kind in pzp.PERSONS and self._of_talk():
            return (pzp.PERSONS[kind],)
        return _NL_CORE.get(kind, ())

    def _is_talk(self, encounter: Resource) -> bool:
        if self._talks is None:
            named = (url for record in self._of_talk() for url in pzp.talks_of(record))
            self._talks = frozenset(id(self._others[url]) for url in named if url in self._others)
        return id(encounter) in self._talks

    def _of_talk(self) -> tuple[Resource, ...]:
        if self._records is None:
            self._records = tuple(self._find())
        return self._records

    def _find(self) -> Iterator[Resource]:
        for record in {id(other): other for other in self._others.values()}.values():
            around = Surroundings(record, self._others)
            if type(record.get("resourceType")) is str and pzp.guide_profiles(record, around):
                yield record


def chosen(resource: Resource, around: Surroundings) -> Canonicals:
    """The profiles that judge a resource which declares none that is known."""
    return Choice(around.others).profiles(resource, around)

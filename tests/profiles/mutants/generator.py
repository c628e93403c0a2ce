"""Mutants of an example: each constraint of its profile broken once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from profiles.packages.definitions import Definitions
from tests.profiles.mutants.facets import Breaker, expected
from tests.profiles.mutants.mutant import Constraint, Mutant
from tests.profiles.mutants.places import Tree
from tests.profiles.mutants.sites import Site, Walk
from tests.profiles.mutants.stated import stated
from tests.profiles.mutants.values import Maker


@dataclass(slots=True)
class Generator:
    """`is_sound` judges whether what was grown out of an example is still without errors.

    `stated` are all constraints that were met, with the reason why one can't be broken, if so.
    """

    definitions: Definitions
    is_sound: Callable[[Tree], bool]
    unsound: dict[str, Tree] = field(default_factory=dict)
    stated: dict[Constraint, str] = field(default_factory=dict)

    def mutants(self, name: str, resource: Tree, profile: str) -> Iterator[Mutant]:
        """Of one example, by one profile that it follows."""
        maker = Maker(self.definitions)
        walk = Walk(maker, self.is_sound, self.unsound)
        breaker = Breaker(maker)
        for site in walk.sites(self.definitions.tree(profile), resource):
            for facet, why in stated(self.definitions, site):
                self.stated.setdefault((profile, site.id, facet), why)
            yield from self._broken(name, profile, site, breaker)

    def _broken(self, name: str, profile: str, site: Site, breaker: Breaker) -> Iterator[Mutant]:
        for one in breaker.breaks(site):
            yield Mutant(
                example=name,
                profile=profile,
                element=site.id,
                facet=one.facet,
                severity=one.severity,
                expression=expected(breaker.maker, site, one),
                resource=one.tree,
            )

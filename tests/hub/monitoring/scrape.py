"""What Prometheus would read, by its own parser."""

from collections import defaultdict
from collections.abc import Mapping

import httpx
from prometheus_client.parser import text_string_to_metric_families as families

from tests.plugins.authorities import NOBODY

Sample = tuple[Mapping[str, str], float]


def samples_of(text: str) -> dict[str, list[Sample]]:
    """The samples of each series name."""
    found: dict[str, list[Sample]] = defaultdict(list)
    for family in families(text):
        for sample in family.samples:
            found[sample.name].append((sample.labels, sample.value))
    return found


def scraped(address: str) -> dict[str, list[Sample]]:
    return samples_of(httpx.get(f"http://{address}/metrics", trust_env=False, verify=NOBODY).text)


def summed(samples: list[Sample], **labels: str) -> float:
    """Over all processes, of the samples with these labels."""
    return sum(value for has, value in samples if labels.items() <= has.items())

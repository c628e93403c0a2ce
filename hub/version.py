"""Which version of the hub this is: it stands in pyproject.toml alone."""

from importlib.metadata import version

VERSION = version("almere-exchange-hub")

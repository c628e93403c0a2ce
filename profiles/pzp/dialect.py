"""The releases of the guide and what each calls a thing, for all that reads its records."""

from profiles.dialect import NEW, OLD, Dialect, Spoken, in_each_dialect, is_of, spoken

__all__ = ["NEW", "OLD", "Dialect", "Spoken", "in_each_dialect", "is_of", "spoken"]

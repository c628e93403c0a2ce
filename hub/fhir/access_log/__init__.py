"""$access-log: who looked at a person's record, in words for him."""

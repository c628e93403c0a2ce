"""What can be told of any resource: its parts, references, surroundings and patient."""

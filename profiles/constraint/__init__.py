"""What a profile asks beyond R4: one kind of constraint per file, compiled into closures."""

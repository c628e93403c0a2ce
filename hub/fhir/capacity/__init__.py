"""What sites have free, at the FHIR door: the board, and files of a spreadsheet."""

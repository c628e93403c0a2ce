"""Each event of HL7 v2: facts and a message in, facts and notes out."""

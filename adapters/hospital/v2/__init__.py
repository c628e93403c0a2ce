"""What messages of HL7 v2 mean: facts of persons and visits, and FHIR R4 made of them."""

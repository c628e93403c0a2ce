"""The door for who speaks FHIR STU3, as ECDs do: decided and kept as under /fhir."""

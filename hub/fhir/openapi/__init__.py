"""`/openapi.json`: what the CapabilityStatement says, for who wires by OpenAPI."""

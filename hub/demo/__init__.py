"""A small invented region on one machine: database, hub, adapters and sample sources."""

"""What the record of one inhabitant says of the wishes, as it is shown: one reading for all."""

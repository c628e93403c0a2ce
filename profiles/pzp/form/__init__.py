"""The national form, and the resources that are made of one that is filled in."""

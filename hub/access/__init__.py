"""The enforcement point: facts gathered, consent asked, scope returned."""

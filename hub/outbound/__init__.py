"""National registers that the hub asks as their client; what it learns there it hands on."""

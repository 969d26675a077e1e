"""Wrong calls over the whole public surface: a table a room, each row with the error that it must raise."""

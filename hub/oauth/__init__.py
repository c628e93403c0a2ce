"""The door for tokens: the authorisation server."""

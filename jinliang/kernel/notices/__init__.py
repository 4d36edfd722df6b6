"""Telling people: in the page and at once, by e-mail, by SMS; each kind switched by its reader."""

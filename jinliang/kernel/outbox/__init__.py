"""发件箱: one table for all that follows from an act, written in its transaction; the relay that empties it."""

"""发文 outgoing: official documents from the draft to the printed original, for every office that issues them."""

"""Two years of documents between the units of the province: written, issued, sent, signed for, registered, closed."""

"""The pages of the exchange of documents."""

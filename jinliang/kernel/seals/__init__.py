"""电子印章 e-seals: made by a flow, kept by a post, used only where something allows it, every use in a ledger."""

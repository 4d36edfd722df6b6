"""督查督办 supervision: what leaders instructed and meetings decided, followed until it is done, for every office."""

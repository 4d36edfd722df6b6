"""收文 incoming: documents that arrive, from registering to filing, for every office that receives them."""

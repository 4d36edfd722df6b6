"""交换与摆渡: typed messages in signed, numbered bundles between networks and nodes."""

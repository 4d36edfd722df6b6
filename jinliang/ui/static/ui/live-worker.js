// One stream for all tabs.

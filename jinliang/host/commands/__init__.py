"""The commands of ``jinliang``, a file for each group. They import no kernel: see ``host.site.inside``."""

"""What runs inside a site: these modules may import kernels, so they are loaded after Django has its settings."""

"""The app that viewflow wants a flow to live in."""

"""Two years of disclosure requests, made up, and made by the services: the same every time on the same day."""

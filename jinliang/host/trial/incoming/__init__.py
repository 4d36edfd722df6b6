"""Made-up documents that came to the stage county, at every step and closed, made by the services of the pages."""

"""Made-up official documents of the stage county, at every step and printed, made by the services of the pages."""

"""Who is away in the stage county."""

"""组织与身份: divisions, units, posts, people, duties, delegation, and signing in."""

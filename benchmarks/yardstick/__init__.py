"""A bare Django project with one ordinary page. What other pages cost is told in it."""

"""Groups the articles that report one event into a story, online, with stable ids."""

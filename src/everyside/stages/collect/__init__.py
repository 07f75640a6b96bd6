"""Collect: from an outlet's feeds and sitemaps to clean entries, asked for politely and no oftener than they change."""

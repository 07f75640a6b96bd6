"""Sets side by side what a story's articles say: counts that differ, who is quoted, what happened on which day."""

"""What can be seen in a text of any language: sentences with their offsets, words and how alike they are, numbers, wording.

Shared by the stages that read texts; it knows nothing of articles or stories.
"""

"""Chooses a story's headline and its bullets, each resting on quotes that stand at their offsets."""

"""The composition root: the only place that knows every part. ``house`` builds, ``press`` fills, ``engine`` runs."""

"""A made-up newsroom: fictional outlets of fictional countries, in eight languages, served over loopback HTTP.

``outlets.toml`` and ``stories/*.toml`` are the press, written for this project; ``newsroom`` reads and checks them, ``page``
and ``feed`` lay them out as outlets do, ``press`` answers for all the outlets as one HTTP proxy. Nothing in it is real.
"""

"""What Everyside knows of the press: reads and checks the data files, and touches nothing else.

``registry.load`` reads outlets, owners and spectra together, with one list of everything that is wrong in them.
"""

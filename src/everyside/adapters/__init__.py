"""The outside world, a folder for each port of `everyside.ports`; `plain` is the floor in each."""

"""What the texts of one side, country or language stress that the others do not."""

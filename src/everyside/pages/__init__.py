"""What a page says, as frozen records built from storage. How it is said is ``everyside.publish``."""

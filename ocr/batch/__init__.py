"""Many pages, safely."""

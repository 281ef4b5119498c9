"""No support twice: claims on exact keys, and the clearance that decision and payment need."""

"""Every query, one small class per aggregate. They never commit: the edge that opened the unit of work does."""

"""A leader's page: the signed link that opens it, what stands on it, and its figures as a spreadsheet."""

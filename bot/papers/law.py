"""Numbers that the law sets, with their source, for the papers. Summarised for a product, not legal advice. Pure."""

#: Data Protection Act 2018, s164A, in force since 19 June 2026: a complaint about data is acknowledged within 30 days.
COMPLAINT_ACKNOWLEDGED_DAYS = 30
#: UK GDPR, Article 12(3): a request to see one's data is answered within one month. The clock may stop for a question.
ACCESS_MONTHS = 1
REGULATOR = "the Information Commissioner’s Office (ICO)"
REGULATOR_ADDRESS = "https://ico.org.uk/make-a-complaint/"

"""Whether the installation does what it should: what is measured, what is well, what admins hear of, what is counted.

Rules: nothing here names a person, a team, a channel or a word that anybody wrote. What many processes must agree on is
in the database, so each of them, and the command line, can tell the whole.
"""

"""The organisation's papers about its people's data: the privacy notice, the impact assessment, and three short pages.

Rules: a paper's words stand in `content/papers`, its facts come from what the product itself uses: the tables, the
table of roles, the manifest, the constants. A test fails where a table, a role or a permission has no words here.
"""

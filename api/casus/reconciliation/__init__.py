"""The W3C Entity Reconciliation API, version 0.2: a column of names in, records and their codes out.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

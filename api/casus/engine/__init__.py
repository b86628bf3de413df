"""A SPARQL 1.1 engine on another machine: how it is spoken to, what it holds, how a release gets there.

(No HTTP of clients, no rdflib: `casus.store` puts it behind rdflib's seam.)
"""

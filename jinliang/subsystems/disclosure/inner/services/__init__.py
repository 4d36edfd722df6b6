"""The only writers of disclosure requests: one module for each part of the business.

``effects`` carries out what a move of the flow brings with it, in the same transaction, from whichever page it came.
"""

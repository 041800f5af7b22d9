"""What can be wrong with a text of the standards, and what its author means.

One module for each kind of text, above ``mtasts`` and ``tlsrpt``, which say only what is right.
Each reads on behind a mistake, so that a text with ten of them is explained at once; what is found
are the `Defect` values of ``defects``, each of a `DefectKind` of the catalogue in ``kinds``.
"""

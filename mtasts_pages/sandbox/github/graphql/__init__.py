"""The GraphQL API, executed by graphql-core against ``schema.graphql``.

The schema is the part of GitHub's that is played here: the same names and
nullability. A query outside it is refused and recorded.
"""

"""The identity provider of the organisation, by OpenID Connect: what it says of itself, and of a person.

Knows no accounts and no database. What a provider says is believed only where its own signature, our name,
our nonce and our clock agree. Nothing of it is kept, logged or quoted but names of endpoints and errors.
"""
